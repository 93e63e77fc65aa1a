using Telos.Core.Abi;
using Telos.Core.Audit;
using Telos.Core.Protocol;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Events;

public sealed class DenialsTests
{
    private const uint Agent = 7;

    private readonly Denials _denials = new();

    [Fact]
    public void Find_OfAnAgent_HasItsRefusalsWithTheirWordsAndNobodyElses()
    {
        _denials.Add(Record(1));
        _denials.Add(Record(2, agent: 8));
        _denials.Add(Record(3, action: "audited", reason: "net_not_granted"));
        _denials.Add(Record(4, action: "enrolled", reason: "none"));
        DenialsResult found = _denials.Find(Agent, 10);

        Assert.Equal([1, 3], found.Denials.Select(denial => denial.Id));
        Assert.Equal("The intent does not need this program.", found.Denials[0].Cause);
        Assert.Equal(["enforce", "audit"], found.Denials.Select(denial => denial.Mode));
        Assert.Equal(3, Assert.Single(_denials.Find(Agent, 1).Denials).Id);
    }

    [Fact]
    public void Add_MoreThanIsKept_ForgetsTheOldestAndCountsThem()
    {
        for (int id = 1; id <= ProtocolLimits.DenialsKeptMax + 3; id++)
        {
            _denials.Add(Record(id));
        }

        DenialsResult found = _denials.Find(Agent, int.MaxValue);
        Assert.Equal((ProtocolLimits.DenialsKeptMax, 3), (found.Denials.Length, found.Forgotten));
        Assert.Equal(4, found.Denials[0].Id);
    }

    [Fact]
    public void Follow_IsToldOfOneAgentUntilItEnds()
    {
        List<long> told = [];
        Action? end = _denials.Follow(Agent, denial => told.Add(denial.Id));
        _denials.Add(Record(1));
        _denials.Add(Record(2, agent: 8));
        end!();
        _denials.Add(Record(3));

        Assert.Equal([1], told);
    }

    [Fact]
    public void Add_TheEndOfAnAgent_LeavesNothingOfIt()
    {
        _denials.Add(Record(1));
        Action? end = _denials.Follow(Agent, _ => Assert.Fail("it has ended"));
        _denials.Add(Record(2, action: "ended", reason: "none"));
        end!();
        Assert.Empty(_denials.Find(Agent, 10).Denials);
    }

    [Fact]
    public void Add_OfMoreAgentsThanThereCanBe_ForgetsOne()
    {
        for (uint agent = 1; agent <= KernelAbi.TELOS_AGENTS_MAX + 1; agent++)
        {
            _denials.Add(Record(1, agent));
        }

        Assert.Empty(_denials.Find(1, 1).Denials);
        Assert.Single(_denials.Find(2, 1).Denials);
        Assert.Single(_denials.Find(KernelAbi.TELOS_AGENTS_MAX + 1, 1).Denials);
    }

    [Fact]
    public void Follow_MoreThanAnAgentMay_IsNone()
    {
        Action?[] ends = [.. Enumerable.Range(0, ProtocolLimits.FollowersMax).Select(_ => _denials.Follow(Agent, _ => { }))];
        Assert.Null(_denials.Follow(Agent, _ => { }));
        Assert.NotNull(_denials.Follow(8, _ => { }));
        ends[0]!();
        Assert.NotNull(_denials.Follow(Agent, _ => { }));
    }

    private static AuditRecord Record(
        long id, uint agent = Agent, string action = "refused", string reason = "exec_not_granted") =>
        new(id, "", action, agent, 1, 1, 0, "sh", "exec", "DENY", reason, "CLEAN", "/bin/x");
}
