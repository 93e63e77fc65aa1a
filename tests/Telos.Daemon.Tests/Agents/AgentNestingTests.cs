using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

/// <summary>Agents that agents start: what binds them, and when it ends. What the kernel does is for the scenarios.</summary>
public sealed class AgentNestingTests : IDisposable
{
    private static readonly CompiledPolicy s_wide = Policy("env", "find", "sort");
    private static readonly CompiledPolicy s_narrow = Policy("env");

    private readonly AgentHost _host = new();
    private readonly AgentEntry _parent;

    public AgentNestingTests() => _parent = _host.Table.Enrol(_host.Spawn(), 1000, "/bin/sleep", s_wide, Mode.Enforce).Agent;

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Enrol_ByAnAgentsProcess_IsAnAgentBelowIt_ThatItsProcessBecomesLater()
    {
        PidFd process = Member(_parent);
        AgentEntry child = Start(process, s_narrow);
        Assert.Equal((2u, 1u, 1u), (child.Id, child.ParentId, child.Family));
        Assert.True(_host.Gates.Maps.Agents.TryGet(2, out Agent entry));
        Assert.Equal((1u, child.ExpiresNs), (entry.ParentId, entry.ExpiresNs));
        Assert.True(child.ExpiresNs <= _parent.ExpiresNs);
        Assert.True(child.Cgroup.Populated);
        Assert.Equal(1u, _host.Table.AgentOf(process));
        Assert.True(_host.Table.IsStarting(process, 1));

        // The launch is judged as the parent's exec: there is no grant of the child's for it.
        Assert.Equal([0u, 1u], Generations(2));
    }

    [Fact]
    public void Enrol_OfMoreThanItsParentHas_IsRefused_AndLeavesNothing()
    {
        DaemonException error = Assert.Throws<DaemonException>(() => Start(Member(_parent), Policy("env", "wc")));
        Assert.StartsWith("the policy of the agent that started this one has changed", error.Message, StringComparison.Ordinal);
        Assert.Equal([1u], _host.Gates.Maps.Agents.Keys());
        Start(Member(_parent), s_wide);
    }

    [Fact]
    public void Enrol_FromAProcessThatIsNoMemberOfItsParent_IsRefused()
    {
        Assert.Throws<DaemonException>(() => Start(_host.Spawn(), s_narrow));
        PidFd twice = Member(_parent);
        Start(twice, s_narrow);
        Assert.Throws<DaemonException>(() => Start(twice, s_narrow));
    }

    [Fact]
    public void Below_SaysWhatTheParentIsNotGranted_AndLastsNoLonger()
    {
        CompiledPolicy policy = AgentTable.Below(_parent, Policy("env", "wc") with { Ttl = TimeSpan.FromHours(5) });
        Assert.Equal(["env"], policy.Programs.Select(grant => grant.Program));
        Assert.Equal(
            [("wc", "agent 1, which started this one, is not granted it")],
            policy.Refusals.Select(refusal => (refusal.Subject, refusal.Reason)));
        Assert.True(policy.Ttl <= TimeSpan.FromMinutes(1));
        _parent.ExpiresNs = Clock.BootNs() - 1;
        Assert.False(AgentTable.Below(_parent, s_narrow).HasGrants);
    }

    [Fact]
    public void WithinParent_IsWhatTheParentHadAtTheStart_AndHasNow()
    {
        AgentEntry child = Start(Member(_parent), s_narrow);
        Assert.Equal(["env", "find"], Left(child, "env", "find", "wc"));
        _host.Table.Declare(_parent, Policy("env", "wc"));
        Assert.Equal(["env"], Left(child, "env", "find", "wc"));
        _host.Table.Declare(_parent, s_wide);
        Assert.Equal(["env", "find"], Left(child, "env", "find", "wc"));
        Assert.Equal(["wc"], Left(_parent, "wc"));
    }

    [Fact]
    public void Declare_OfTheParent_TakesBackWhatItNoLongerCovers_AllTheWayDown()
    {
        List<uint> told = [];
        AgentEntry child = Start(Member(_parent), Policy("env", "find"));
        AgentEntry below = Start(Member(child), Policy("find"), child);
        AgentEntry other = Start(Member(_parent), s_narrow);
        _host.Table.TakenBack += agent => told.Add(agent.Id);
        _host.Table.Declare(_parent, s_narrow);
        Assert.Equal([child.Id, below.Id], told);
        Assert.All([child, below], agent => Assert.False(agent.Policy!.HasGrants));
        Assert.True(other.Policy!.HasGrants);
        Assert.Throws<DaemonException>(() => _host.Table.Declare(child, Policy("find")));
        _host.Table.Declare(child, s_narrow);
        Assert.Throws<DaemonException>(() => _host.Table.Declare(below, Policy("find")));
        _host.Table.Declare(below, s_narrow);
    }

    [Fact]
    public void Declare_OfTheParentForLess_ShortensWhatIsBelow()
    {
        AgentEntry child = Start(Member(_parent), s_narrow);
        AgentEntry below = Start(Member(child), s_narrow, child);
        _host.Table.Declare(_parent, s_wide with { Ttl = TimeSpan.FromSeconds(5) });
        foreach (AgentEntry agent in (AgentEntry[])[child, below])
        {
            Assert.True(_host.Gates.Maps.Agents.TryGet(agent.Id, out Agent entry));
            Assert.Equal((_parent.ExpiresNs, _parent.ExpiresNs), (entry.ExpiresNs, agent.ExpiresNs));
            Assert.True(agent.Policy!.HasGrants);
        }

        _host.Table.Declare(child, s_narrow with { Ttl = TimeSpan.FromHours(1) });
        Assert.Equal(_parent.ExpiresNs, child.ExpiresNs);
    }

    [Fact]
    public void Taint_IsOne_WhoeverOfThemReads()
    {
        _host.Table.RaiseTaint(_parent, Taint.Low);
        AgentEntry child = Start(Member(_parent), s_narrow);
        Assert.Equal(Taint.Low, _host.Table.TaintOf(child.Id));
        _host.Table.RaiseTaint(child, Taint.Critical);
        Assert.True(_host.Table.IsSlammed(_parent.Id));
    }

    [Fact]
    public void End_OfTheParentsLastProcess_KeepsItForTheChild_AndThenBothGo()
    {
        AgentHost host = _host;
        PidFd process = Member(_parent);
        AgentEntry child = Start(process, s_narrow);
        host.EndFirst();
        SpinWait.SpinUntil(() => _parent.IsEmptied, 10_000);
        Assert.NotNull(host.Table.Find(_parent.Id));
        Assert.Equal(["env", "find"], Left(child, "env", "find", "wc"));
        Assert.Empty(host.Ended);
        host.EndChildren();
        host.WaitForEnd();
        host.WaitForEnd();
        Assert.Equal([child.Id, _parent.Id], host.Ended.Select(agent => agent.Id));
        Assert.Empty(host.Gates.Maps.AgentStates.Keys());
    }

    [Fact]
    public void Restore_KeepsTheBounds_AndWithoutTheRecordGrantsNothing()
    {
        AgentEntry child = Start(Member(_parent), s_narrow);
        AgentEntry lost = Start(Member(_parent), s_narrow);
        File.Delete(_host.Temp.File($"agents/{lost.Id}"));
        _host.Restart();
        _host.Table.Declare(_host.Table.Find(_parent.Id)!, Policy("env", "find", "sort", "wc"));
        Assert.Equal(["env", "find"], Left(_host.Table.Find(child.Id)!, "env", "find", "wc"));
        Assert.Equal((1u, 1u), (_host.Table.Find(lost.Id)!.ParentId, _host.Table.Find(lost.Id)!.Family));
        Assert.Empty(Left(_host.Table.Find(lost.Id)!, "env", "find", "wc"));
    }

    [Fact]
    public void Enrol_BeyondTheDepth_IsRefused()
    {
        AgentEntry last = _parent;
        for (int i = 0; i < KernelAbi.TELOS_NESTING_MAX; i++)
        {
            last = Start(Member(last), s_narrow, last);
        }

        DaemonException error = Assert.Throws<DaemonException>(() => Start(Member(last), s_narrow, last));
        Assert.Equal(
            $"agent {last.Id} is 4 agents deep, and no agent starts another there: use telos declare in it", error.Message);
    }

    [Fact]
    public void RequireBelow_CountsAllBelowTheFirst()
    {
        AgentQuota.RequireBelow(7, depth: 0, family: AgentQuota.DescendantsMax);
        Assert.Throws<DaemonException>(() => AgentQuota.RequireBelow(7, depth: 0, family: AgentQuota.DescendantsMax + 1));
    }

    private static CompiledPolicy Policy(params string[] programs) => new(
        Verdict.Allow, "look", TimeSpan.FromMinutes(1),
        [.. programs.Select(name => new ProgramGrant(name, "named"))], [], [], []);

    private AgentEntry Start(PidFd process, CompiledPolicy policy, AgentEntry? parent = null) => _host.Table.Enrol(
        process, 1000, "/bin/sleep", policy, Mode.Enforce, new AgentLaunch(Parent: parent ?? _parent)).Agent;

    // As if it had been forked, or had executed, there.
    private PidFd Member(AgentEntry agent)
    {
        PidFd process = _host.Spawn();
        TaskState state = new() { AgentId = agent.Id };
        Assert.Equal(Errno.None, _host.Gates.Maps.Tasks.TrySet(process, state, UpdateMode.NoExist));
        agent.Cgroup.Add(process.Pid);
        return process;
    }

    private string[] Left(AgentEntry agent, params string[] programs) =>
        [.. _host.Table.WithinParent(agent, Policy(programs)).Programs.Select(grant => grant.Program)];

    private IEnumerable<uint> Generations(uint agentId) => _host.Gates.Maps.ExecGrants.Keys()
        .Where(key => key.AgentId == agentId).Select(key => key.Generation).Distinct().Order();
}
