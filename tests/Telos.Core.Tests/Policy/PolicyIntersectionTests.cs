using Telos.Core.Abi;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class PolicyIntersectionTests
{
    private static readonly CompiledPolicy s_bound = new(
        Verdict.Allow, "bound", TimeSpan.FromMinutes(1),
        [
            new ProgramGrant("git", "named", UntilNs: 50), new ProgramGrant("node", "named"),
            new ProgramGrant("find", "named", Arguments: "find"),
        ],
        [new HostGrant("weather.com", 443, Transport.Tcp, "named", UntilNs: 70)],
        [new PathGrant("/srv/a", PathAccess.Read, "named")],
        []);

    [Fact]
    public void Of_IsNarrowerThanEither_InEachThing()
    {
        CompiledPolicy asked = s_bound with
        {
            Goal = "asked",
            Ttl = TimeSpan.FromHours(1),
            Programs =
            [
                new ProgramGrant("git", "named", UntilNs: 60), new ProgramGrant("node", "named", Jit: true),
                new ProgramGrant("find", "named"), new ProgramGrant("wc", "named"),
            ],
            Hosts =
            [
                new HostGrant("weather.com", 443, Transport.Tcp, "named"),
                new HostGrant("weather.com", 80, Transport.Tcp, "named"),
            ],
            Paths =
            [
                new PathGrant("/srv/a", PathAccess.Read | PathAccess.Write, "named"),
                new PathGrant("/srv/a/b", PathAccess.Read, "named"),
            ],
        };
        CompiledPolicy common = PolicyIntersection.Of(asked, s_bound, "it is not there");
        Assert.Equal(("asked", TimeSpan.FromMinutes(1)), (common.Goal, common.Ttl));
        Assert.Equal(
            [("git", null, false, 50UL), ("node", null, false, null), ("find", "find", false, null)],
            common.Programs.Select(grant => (grant.Program, grant.Arguments, grant.Jit, grant.UntilNs)));
        Assert.Equal([(443, 70UL)], common.Hosts.Select(grant => ((int)grant.Port, grant.UntilNs!.Value)));
        Assert.Equal([("/srv/a", PathAccess.Read)], common.Paths.Select(grant => (grant.Path, grant.Access)));
        Assert.Equal(
            [("/srv/a/b", "it is not there"), ("wc", "it is not there"), ("weather.com", "it is not there")],
            common.Refusals.Select(refusal => (refusal.Subject, refusal.Reason)));
        Assert.Equal(Verdict.Escalate, common.Verdict);
        Assert.True(common.IsWithin(s_bound));
        Assert.True(common.IsWithin(asked));
        Assert.False(asked.IsWithin(s_bound));
    }

    [Fact]
    public void Of_WithNothing_IsNothing() =>
        Assert.False(PolicyIntersection.Of(s_bound, s_bound with { Programs = [], Hosts = [], Paths = [] }, "no").HasGrants);

    [Theory]
    [InlineData(null, 50UL, false)]
    [InlineData(60UL, 50UL, false)]
    [InlineData(50UL, 50UL, true)]
    [InlineData(40UL, null, true)]
    public void IsWithin_LooksAtTheEndsOfGrants(ulong? end, ulong? bound, bool within)
    {
        CompiledPolicy Until(ulong? untilNs) => s_bound with
        {
            Programs = [new ProgramGrant("git", "named", UntilNs: untilNs)],
            Hosts = [new HostGrant("weather.com", 443, Transport.Tcp, "named", untilNs)],
            Paths = [new PathGrant("/srv/a", PathAccess.Read, "named", untilNs)],
        };
        CompiledPolicy one = Until(end), other = Until(bound);
        Assert.Equal(within, (one with { Hosts = [], Paths = [] }).IsWithin(other));
        Assert.Equal(within, (one with { Programs = [], Paths = [] }).IsWithin(other));
        Assert.Equal(within, (one with { Programs = [], Hosts = [] }).IsWithin(other));
    }

    [Fact]
    public void IsWithin_OfAJustInTimeCompiler_NeedsOne()
    {
        CompiledPolicy compiling = s_bound with { Programs = [new ProgramGrant("node", "named", Jit: true)] };
        Assert.False(compiling.IsWithin(s_bound));
        Assert.True((s_bound with { Programs = [new ProgramGrant("node", "named")] }).IsWithin(compiling));
    }
}
