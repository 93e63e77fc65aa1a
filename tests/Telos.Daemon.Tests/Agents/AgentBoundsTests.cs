using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Linux;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

/// <summary>What an agent table loads under the ceiling in force, and for an agent that is tainted.</summary>
public sealed class AgentBoundsTests
{
    private static readonly CompiledPolicy s_wide = Policy(["env", "find"]);
    private static readonly CompiledPolicy s_narrow = Policy(["env"]);

    [Fact]
    public void Enrol_UnderACeilingThatChangedSinceTheWordsWereJudged_LoadsNothing()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        List<string> told = [];
        host.Table.Proof.Outside += (agent, entry) => told.Add($"{agent.Id} {entry}");
        host.Ceiling.Current = Ceiling.Default with { DeniedPrograms = ["find"] };
        DaemonException error = Assert.Throws<DaemonException>(
            () => host.Table.Enrol(process, 0, "/bin/sleep", s_wide, Mode.Enforce));
        Assert.Equal(
            "nothing was granted, because this is outside the ceiling: /usr/bin/find: the ceiling rules find out",
            error.Message);
        Assert.Equal(["1 /usr/bin/find: the ceiling rules find out"], told);
        Assert.Equal(1UL, host.Table.Proof.OutsideCount);
        Assert.Empty(host.Gates.Maps.ExecGrants.Keys());
        Assert.Empty(host.Gates.Maps.Agents.Keys());

        (AgentEntry agent, _) = host.Table.Enrol(process, 0, "/bin/sleep", s_narrow, Mode.Enforce);
        Assert.Throws<DaemonException>(() => host.Table.Declare(agent, s_wide));
        Assert.Equal((s_narrow, 1u), (agent.Policy, agent.Generation));
        Assert.Equal(2UL, host.Table.Proof.OutsideCount);
    }

    [Fact]
    public void Declare_OfATaintedAgent_NarrowsAndNeverLastsLonger()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        (AgentEntry agent, _) = host.Table.Enrol(process, 0, "/bin/sleep", s_narrow, Mode.Enforce);

        // The negative control: clean, it may widen.
        host.Table.Declare(agent, s_wide);
        host.Table.Declare(agent, s_narrow);
        ulong until = agent.ExpiresNs;
        host.Gates.Maps.AgentStates.Set(new AgentState { AgentId = agent.Id, Taint = Taint.Low });

        DaemonException error = Assert.Throws<DaemonException>(() => host.Table.Declare(agent, s_wide));
        Assert.Equal("the agent is tainted (LOW): it may narrow its policy, not widen it", error.Message);
        Assert.Equal(s_narrow, agent.Policy);
        host.Table.Declare(agent, s_narrow with { Ttl = TimeSpan.FromMinutes(50) });
        Assert.Equal(until, agent.ExpiresNs);
        Assert.True(host.Gates.Maps.Agents.TryGet(agent.Id, out Agent entry));
        Assert.Equal(until, entry.ExpiresNs);
    }

    [Fact]
    public void Declare_OfATaintedAgentWhosePolicyIsOver_IsRefused()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        (AgentEntry agent, _) = host.Table.Enrol(process, 0, "/bin/sleep", s_narrow, Mode.Enforce);
        agent.ExpiresNs = Clock.BootNs() - 1;
        host.Table.Declare(agent, s_narrow);
        agent.ExpiresNs = Clock.BootNs() - 1;
        host.Gates.Maps.AgentStates.Set(new AgentState { AgentId = agent.Id, Taint = Taint.Critical });
        DaemonException error = Assert.Throws<DaemonException>(() => host.Table.Declare(agent, s_narrow));
        Assert.Equal(
            "the agent is tainted (CRITICAL) and no policy of its is in force that it could narrow: start another agent",
            error.Message);
    }

    private static CompiledPolicy Policy(string[] programs) => new(
        Verdict.Allow, "look", TimeSpan.FromMinutes(1),
        [.. programs.Select(name => new ProgramGrant(name, "named"))], [], [], []);
}
