using Telos.Core.Abi;
using Telos.Core.Adjudication;
using Telos.Core.Policy;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Agents;
using Telos.Linux;
using Xunit;

namespace Telos.Daemon.Tests.Adjudication;

public sealed class DocketTests : IDisposable
{
    private const string Bash = "/bin/bash";
    private const ulong SecondNs = 1_000_000_000;

    private DocketHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void File_OfAnEscalation_AsksAndGrantsTheRest()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent));
        Assert.Equal((ApprovalState.Pending, "bash"), (pending.State, pending.Wish.Subject));
        Assert.Contains("run bash", pending.Wish.Grants);
        Assert.Equal([pending], _host.Asked);
        Assert.NotEqual(0UL, _host.MayRun(agent, "/bin/ls"));
        Assert.Equal(0UL, _host.MayRun(agent, Bash));
        Assert.Equal(["escalated"], _host.Audit.Select(record => record.Action));
    }

    [Fact]
    public void Approve_PutsTheGrantIntoTheKernel_UntilTheIntentEnds()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent));
        ulong ends = agent.ExpiresNs;
        Approval approved = _host.Approve(pending.Id)!;
        Assert.Equal(ApprovalState.Approved, approved.State);
        Assert.InRange(_host.MayRun(agent, Bash), 1UL, ends);
        Assert.InRange(_host.MayRun(agent, "/bin/ls"), ends - SecondNs, ends);
        Assert.InRange(agent.ExpiresNs, ends - SecondNs, ends);
        Assert.Equal(["escalated", "approved"], _host.Audit.Select(record => record.Action));
        Assert.Null(_host.Approve(pending.Id));
    }

    [Fact]
    public void Approve_ForATime_EndsThatGrantAlone()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent));
        ulong before = Clock.BootNs();
        _host.Approve(pending.Id, longest: TimeSpan.FromSeconds(30));
        Assert.InRange(_host.MayRun(agent, Bash), before + (30 * SecondNs), Clock.BootNs() + (30 * SecondNs));
        Assert.InRange(_host.MayRun(agent, "/bin/ls"), before + (500 * SecondNs), ulong.MaxValue);

        bool lapsed = false;
        _host.Docket.Lapsed += () => lapsed = true;
        _host.Docket.Advance(Clock.BootNs() + (31 * SecondNs));
        Assert.True(lapsed);
    }

    [Fact]
    public void Approve_ForLongerThanTheIntent_EndsWithTheIntent()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent, ttl: TimeSpan.FromSeconds(20)));
        ulong ends = agent.ExpiresNs;
        _host.Approve(pending.Id, longest: TimeSpan.FromHours(1));
        Assert.InRange(_host.MayRun(agent, Bash), 1UL, ends);
    }

    [Fact]
    public void Declare_OfTheSameWords_KeepsAnApprovalUnlessItWasForOnce()
    {
        AgentEntry agent = _host.Enrol();
        Approval kept = Assert.Single(_host.Declare(agent));
        _host.Approve(kept.Id);
        ulong until = _host.MayRun(agent, Bash);
        Approval again = Assert.Single(_host.Declare(agent));
        Assert.Equal((kept.Id, ApprovalState.Approved), (again.Id, again.State));
        Assert.Equal(until, _host.MayRun(agent, Bash));

        AgentEntry other = _host.Enrol();
        Approval once = Assert.Single(_host.Declare(other));
        _host.Approve(once.Id, once: true);
        Assert.NotEqual(0UL, _host.MayRun(other, Bash));
        Approval next = Assert.Single(_host.Declare(other));
        Assert.NotEqual(once.Id, next.Id);
        Assert.Equal(ApprovalState.Pending, next.State);
        Assert.Equal(0UL, _host.MayRun(other, Bash));
    }

    [Fact]
    public void Declare_OfTheSameWordsWhilePending_AsksOnce()
    {
        AgentEntry agent = _host.Enrol();
        Approval first = Assert.Single(_host.Declare(agent));
        Assert.Equal([first], _host.Declare(agent));
        Assert.Single(_host.Asked);
        _host.Approve(first.Id);
        Assert.NotEqual(0UL, _host.MayRun(agent, Bash));
    }

    [Fact]
    public void Declare_OfOtherWords_WithdrawsWhatWasAskedAndApproved()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent));
        Assert.Empty(_host.Declare(agent, "list files in /var with ls"));
        Assert.Null(_host.Approve(pending.Id));
        Assert.Equal(ApprovalState.Withdrawn, _host.Docket.Find(pending.Id)!.State);
        Assert.Equal(0UL, _host.MayRun(agent, Bash));

        Approval next = Assert.Single(_host.Declare(agent));
        _host.Approve(next.Id);
        _host.Declare(agent, "list files in /var with ls");
        Assert.Equal(0UL, _host.MayRun(agent, Bash));
        Assert.Equal(ApprovalState.Pending, Assert.Single(_host.Declare(agent)).State);
    }

    [Fact]
    public void Deny_StandsForTheIntent_AndIsNotAskedAgain()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent));
        _host.Deny(pending.Id, "a script will do");
        Assert.Null(_host.Approve(pending.Id));
        Assert.Equal(0UL, _host.MayRun(agent, Bash));
        Approval again = Assert.Single(_host.Declare(agent));
        Assert.Equal((ApprovalState.Denied, "a script will do"), (again.State, again.Answer));
        Assert.Single(_host.Asked);
        Assert.Equal(["escalated", "approval-denied"], _host.Audit.Select(record => record.Action));
    }

    [Fact]
    public void Advance_SaysWhetherAnythingEndsByItself()
    {
        AgentEntry agent = _host.Enrol();
        Assert.False(_host.Docket.Advance(Clock.BootNs()));
        Approval pending = Assert.Single(_host.Declare(agent));
        Assert.True(_host.Docket.Advance(Clock.BootNs()));
        _host.Approve(pending.Id, longest: TimeSpan.FromSeconds(30));
        Assert.True(_host.Docket.Advance(Clock.BootNs()));
        Assert.False(_host.Docket.Advance(Clock.BootNs() + (31 * SecondNs)));
    }

    [Fact]
    public void Advance_PastTheTimeout_Denies()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent, ttl: TimeSpan.FromMinutes(30)));
        _host.Docket.Advance(pending.DeadlineNs - 1);
        Assert.Equal(ApprovalState.Pending, _host.Docket.Find(pending.Id)!.State);
        _host.Docket.Advance(pending.DeadlineNs);
        Assert.Equal(ApprovalState.Expired, _host.Docket.Find(pending.Id)!.State);
        Assert.Null(_host.Approve(pending.Id));
        Assert.Equal(0UL, _host.MayRun(agent, Bash));
        Assert.Equal(["escalated", "approval-expired"], _host.Audit.Select(record => record.Action));
    }

    // What was refused leaves the policy in force as it is, until somebody approves.
    [Fact]
    public void Approve_OfAnIntentThatOnlyEscalated_PutsItInForce()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent, "use bash"));
        Assert.NotEqual(0UL, _host.MayRun(agent, "/bin/ls"));
        _host.Approve(pending.Id);
        Assert.NotEqual(0UL, _host.MayRun(agent, Bash));
        Assert.Equal(0UL, _host.MayRun(agent, "/bin/ls"));
        Assert.Equal("use bash", agent.Goal);
    }

    [Fact]
    public void Approve_OfTwoWishes_KeepsTheFirst()
    {
        AgentEntry agent = _host.Enrol();
        Approval[] pending = _host.Declare(agent, "list files in /tmp with ls. Then use bash. Then use dash");
        Assert.Equal(["bash", "dash"], pending.Select(one => one.Wish.Subject).Order());
        foreach (Approval one in pending)
        {
            Assert.NotNull(_host.Approve(one.Id));
        }

        Assert.NotEqual(0UL, _host.MayRun(agent, Bash));
        Assert.NotEqual(0UL, _host.MayRun(agent, "/bin/dash"));
    }

    [Fact]
    public void Approve_AfterAnotherPolicyIsInForce_ChangesNothing()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent));

        // Declared, and the docket not told yet.
        CompiledPolicy other = PolicyCompiler.Compile("list files in /var with ls", TimeSpan.FromMinutes(1), Ceiling.Default);
        _host.Host.Table.Declare(agent, other);
        DaemonException error = Assert.Throws<DaemonException>(() => _host.Approve(pending.Id));
        Assert.Equal($"agent {agent.Id} declared another intent meanwhile", error.Message);
        Assert.Same(other, agent.Policy);
        Assert.Equal(0UL, _host.MayRun(agent, Bash));
    }

    [Fact]
    public void Approve_OfATaintedAgent_IsRefused()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent));
        _host.Host.Gates.Maps.AgentStates.Set(new AgentState { AgentId = agent.Id, Taint = Taint.High });
        Ruling ruling = new(Adjudicator.Person, "", DocketHost.Root);
        Assert.Null(_host.Docket.Approve(pending.Id, ruling, out string error));
        Assert.Equal($"agent {agent.Id} is tainted (HIGH): nothing widens its policy any more", error);
        Assert.Equal(0UL, _host.MayRun(agent, Bash));
        Assert.Empty(_host.Declare(agent, "list files in /tmp with ls. Then use dash"));
    }

    [Fact]
    public void Approve_OfAnEndedAgent_IsRefused_AndItIsForgotten()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent));
        _host.Host.EndChildren();
        _host.Host.WaitForEnd();
        Assert.Null(_host.Approve(pending.Id));
        _host.Docket.Advance(Clock.BootNs());
        Assert.Null(_host.Docket.Find(pending.Id));
        Assert.Empty(_host.Docket.List());
    }

    [Fact]
    public void Approve_ByWhomTheOrderDoesNotName_IsRefused()
    {
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent));
        Ruling model = new(Adjudicator.Model, "fine", DocketHost.Root);
        Assert.Null(_host.Docket.Approve(pending.Id, model, out string error));
        Assert.Equal("adjudication.order does not ask a model", error);
        Assert.Equal(0UL, _host.MayRun(agent, Bash));
    }

    [Fact]
    public void File_WithAnEmptyOrder_AsksNobody()
    {
        Use(Ceiling.Default with { Adjudication = AdjudicationRules.Default with { Order = [] } });
        AgentEntry agent = _host.Enrol();
        Assert.Empty(_host.Declare(agent));
        Assert.Empty(_host.Asked);
        Assert.Equal(0UL, _host.MayRun(agent, Bash));
    }

    [Fact]
    public void Approve_OfWhatTheCeilingDenies_IsNeverAsked()
    {
        Use(Ceiling.Default with { DeniedPrograms = ["bash"] });
        AgentEntry agent = _host.Enrol();
        Assert.Empty(_host.Declare(agent));
        Assert.Empty(_host.Docket.List());
    }

    [Fact]
    public void File_OfAnAgentThatAsksTooOften_AsksNobodyMore()
    {
        AgentEntry agent = _host.Enrol();
        for (int i = 0; i < 70; i++)
        {
            _host.Declare(agent, $"list files in /tmp with ls. Then use bash number {i}");
        }

        Assert.Equal(64, _host.Asked.Count);
        Assert.Equal(6, _host.Docket.Unasked);
        Assert.InRange(_host.Docket.List().Length, 1, 32);
        Assert.Equal(0UL, _host.MayRun(agent, Bash));
    }

    [Fact]
    public void Pass_AsksTheNextInTheOrder()
    {
        ModelRules model = new(new Uri("http://127.0.0.1:1"), null, "m", 1000, 1, 0);
        Use(Ceiling.Default with
        {
            Adjudication = AdjudicationRules.Default with { Order = [Adjudicator.Model, Adjudicator.Person], Model = model },
        });
        AgentEntry agent = _host.Enrol();
        Approval pending = Assert.Single(_host.Declare(agent));
        _host.Docket.Pass(pending.Id, turn: 0);
        _host.Docket.Pass(pending.Id, turn: 0);
        Assert.Equal([0, 1], _host.Asked.Select(asked => asked.Turn));
        Assert.Equal(0UL, _host.MayRun(agent, Bash));
        _host.Docket.Pass(pending.Id, turn: 1);
        Assert.Equal(ApprovalState.Expired, _host.Docket.Find(pending.Id)!.State);
    }

    private void Use(Ceiling ceiling)
    {
        _host.Dispose();
        _host = new DocketHost(ceiling);
    }
}
