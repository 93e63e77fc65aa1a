using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Linux;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class AgentTableTests
{
    private const ulong MinuteNs = 60_000_000_000;

    private static readonly CompiledPolicy s_policy = new(
        Verdict.Allow, "look at a page", TimeSpan.FromMinutes(1),
        [new ProgramGrant("env", "named"), new ProgramGrant("telos-has-no-such-program", "named")],
        [new HostGrant("192.0.2.1", 443, Transport.Tcp, "named")],
        [new PathGrant("/etc/passwd", PathAccess.Read, "named")],
        []);

    [Fact]
    public void Enrol_PutsTheProcessItsPolicyAndItsGrantsIntoTheKernel()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        ulong before = Clock.BootNs();
        (AgentEntry agent, List<string> missing) = host.Table.Enrol(process, 1000, "/bin/sleep", s_policy, Mode.Audit);

        Assert.Equal(1u, agent.Id);
        Assert.Equal(["program telos-has-no-such-program: not installed here, so not granted"], missing);
        Assert.Equal(1u, host.Table.AgentOf(process));
        Assert.True(agent.Cgroup.Populated);
        Assert.True(host.Gates.Maps.Agents.TryGet(1, out Agent entry));
        Assert.Equal((1u, Mode.Audit, 1u), (entry.Generation, entry.Mode, entry.Flags));
        Assert.InRange(entry.ExpiresNs, before + MinuteNs, Clock.BootNs() + MinuteNs);
        Assert.Equal(Taint.Clean, host.Table.StateOf(1).Taint);

        // Standing: the client and the launch. Generation 1: the program that the policy names.
        Assert.Equal(2, host.Gates.Maps.ExecGrants.Keys().Count(key => key.Generation == 0));
        Assert.Equal(1, host.Gates.Maps.ExecGrants.Keys().Count(key => key.Generation == 1));
        Assert.Equal((1u, (ushort)443), host.Gates.Maps.NetGrants.Keys().Select(key => (key.AgentId, key.Port)).Single());
        Assert.Single(host.Gates.Maps.FileGrants.Keys());
    }

    [Fact]
    public void RaiseTaint_OfAnAgent_IsSeenByAll_UntilItEnds()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        (AgentEntry agent, _) = host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce);
        Assert.False(host.Table.IsSlammed(agent.Id));
        Assert.True(host.Table.RaiseTaint(agent, Taint.Critical));
        Assert.Equal(Taint.Critical, host.Table.TaintOf(agent.Id));
        Assert.True(host.Table.IsSlammed(agent.Id));
        Assert.False(host.Table.RaiseTaint(agent, Taint.Low));
        host.EndChildren();
        host.WaitForEnd();
        Assert.Throws<DaemonException>(() => host.Table.RaiseTaint(agent, Taint.Critical));
    }

    [Fact]
    public void Close_WhileAgentsRun_StaysOpenUnlessTheyAreToBeKilled()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        using PidFd late = host.Spawn();
        (AgentEntry agent, _) = host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce);
        Assert.Equal(1, host.Table.Close(killAgents: false));
        host.Table.Declare(agent, s_policy);

        Assert.Equal(1, host.Table.Close(killAgents: true));
        DaemonException error = Assert.Throws<DaemonException>(
            () => host.Table.Enrol(late, 0, "/bin/sleep", s_policy, Mode.Enforce));
        Assert.Equal("the daemon is stopping", error.Message);
        Assert.Throws<DaemonException>(() => host.Table.Declare(agent, s_policy));
        Assert.Null(host.Table.AgentOf(late));
    }

    [Fact]
    public void Close_WithoutAgents_LetsNobodyInAnyMore()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        Assert.Equal(0, host.Table.Close(killAgents: false));
        Assert.Throws<DaemonException>(() => host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce));
    }

    [Fact]
    public void Enrol_OfTheCanary_GrantsNothing()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        (AgentEntry agent, _) = host.Table.Enrol(process, 0, command: null, policy: null, Mode.Enforce);
        Assert.True(agent.IsCanary);
        Assert.True(host.Gates.Maps.Agents.TryGet(agent.Id, out _));
        Assert.Empty(host.Gates.Maps.ExecGrants.Keys());
    }

    [Fact]
    public void Enrol_OfAnAgent_IsRefusedAndLeavesNothingBehind()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce);
        DaemonException error = Assert.Throws<DaemonException>(
            () => host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce));
        Assert.Equal("the process belongs to an agent already: it can telos declare, not telos run", error.Message);
        Assert.Equal(1u, host.Table.AgentOf(process));
        AssertOnly(host, 1);
    }

    [Fact]
    public void Enrol_OfAProcessThatIsGone_LeavesNothingBehind()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        host.EndChildren();
        Assert.ThrowsAny<Exception>(() => host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce));
        AssertOnly(host, null);
    }

    [Fact]
    public void Enrol_OfAProgramThatIsNotThere_LeavesNothingBehind()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        DaemonException error = Assert.Throws<DaemonException>(
            () => host.Table.Enrol(process, 0, "/bin/telos-has-no-such-program", s_policy, Mode.Enforce));
        Assert.Equal("/bin/telos-has-no-such-program: no such program", error.Message);
        AssertOnly(host, null);
    }

    [Fact]
    public void Declare_SwapsThePolicyAndTakesTheOldGrantsOutOneDeclareLater()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        (AgentEntry agent, _) = host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce);
        host.Table.Declare(agent, s_policy with { Goal = "less", Programs = [], Paths = [] });
        Assert.True(host.Gates.Maps.Agents.TryGet(agent.Id, out Agent entry));
        Assert.Equal((2u, 0u), (entry.Generation, entry.Flags));
        Assert.Equal("less", host.Table.Find(agent.Id)!.Goal);
        Assert.Equal([1u, 2u], host.Gates.Maps.NetGrants.Keys().Select(key => key.Generation).Order());
        Assert.Equal([1u], host.Gates.Maps.FileGrants.Keys().Select(key => key.Generation));

        host.Table.Declare(agent, s_policy with { Paths = [] });
        Assert.Equal([2u, 3u], host.Gates.Maps.NetGrants.Keys().Select(key => key.Generation).Order());
        Assert.Empty(host.Gates.Maps.FileGrants.Keys());
    }

    [Fact]
    public void End_OfTheLastProcess_TakesEverythingOut()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        (AgentEntry agent, _) = host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce);
        host.EndChildren();
        host.WaitForEnd();
        Assert.Same(agent, Assert.Single(host.Ended));
        Assert.Null(host.Table.Find(agent.Id));
        Assert.Same(agent, host.Table.FindRecent(agent.Id));
        AssertOnly(host, null);
    }

    [Fact]
    public void Restore_TakesUpWhatAnEarlierDaemonEnrolled()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        host.Table.Enrol(process, 1000, "/bin/sleep", s_policy, Mode.Audit);
        host.Restart();

        AgentEntry adopted = host.Table.Find(1)!;
        Assert.True(adopted.Adopted);
        Assert.Equal((1000u, "/bin/sleep", Mode.Audit, 1u, "look at a page"),
            (adopted.Uid, adopted.Command, adopted.Mode, adopted.Generation, adopted.Goal));
        Assert.Equal(1u, host.Table.AgentOf(process));

        using PidFd second = host.Spawn();
        Assert.Equal(2u, host.Table.Enrol(second, 0, "/bin/sleep", s_policy, Mode.Enforce).Agent.Id);
    }

    [Fact]
    public void Declare_ByAnAdoptedAgent_TakesTheOldGrantsOutOneDeclareLater()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce);
        host.Restart();
        host.Table.Declare(host.Table.Find(1)!, s_policy);
        host.Table.Declare(host.Table.Find(1)!, s_policy);
        Assert.Equal([2u, 3u], host.Gates.Maps.NetGrants.Keys().Select(key => key.Generation).Order());
        Assert.Equal([0u, 0u, 2u, 3u], host.Gates.Maps.ExecGrants.Keys().Select(key => key.Generation).Order());
    }

    [Fact]
    public void Declare_AfterADaemonEndedInTheMiddleOfOne_DoesNotPutItsGrantsInForce()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce);
        host.Gates.Maps.NetGrants.Set(
            new NetKey { AgentId = 1, Generation = 2, Port = 22, Protocol = 6 }, new NetGrant { ExpiresNs = ulong.MaxValue });
        host.Restart();
        host.Table.Declare(host.Table.Find(1)!, s_policy);
        Assert.DoesNotContain((ushort)22, host.Gates.Maps.NetGrants.Keys().Select(key => key.Port));
    }

    [Fact]
    public void Restore_WithARecordFromBeforeTheLastPolicy_GoesByWhatIsInForce()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        (AgentEntry agent, _) = host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce);
        byte[] record = File.ReadAllBytes(host.Temp.File("agents/1"));
        host.Table.Declare(agent, s_policy);
        File.WriteAllBytes(host.Temp.File("agents/1"), record);
        host.Restart();
        host.Table.Declare(host.Table.Find(1)!, s_policy with { Paths = [] });
        Assert.True(host.Gates.Maps.Agents.TryGet(1, out Agent entry));
        Assert.Equal(3u, entry.Generation);
        Assert.DoesNotContain(3u, host.Gates.Maps.FileGrants.Keys().Select(key => key.Generation));
    }

    [Fact]
    public void Restore_OfAnAgentThatEndedMeanwhile_TakesEverythingOut()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        host.Table.Enrol(process, 0, "/bin/sleep", s_policy, Mode.Enforce);
        host.RestartAfterChildrenEnded();
        host.WaitForEnd();
        AssertOnly(host, null);
    }

    private static void AssertOnly(AgentHost host, uint? id)
    {
        uint[] ids = id is uint one ? [one] : [];
        Assert.Equal(ids, host.Gates.Maps.Agents.Keys());
        Assert.Equal(ids, host.Gates.Maps.AgentStates.Keys());
        Assert.Equal(ids, host.Gates.Maps.ExecGrants.Keys().Select(key => key.AgentId).Distinct());
        Assert.Equal(ids, host.Gates.Maps.NetGrants.Keys().Select(key => key.AgentId).Distinct());
        Assert.Equal(ids, host.Gates.Maps.FileGrants.Keys().Select(key => key.AgentId).Distinct());
        string agents = host.Temp.File("agents");
        Assert.Equal(
            ids.Select(number => $"{number}"),
            Directory.Exists(agents) ? Directory.GetFiles(agents).Select(Path.GetFileName) : []);
        Assert.Equal(ids.Length, Directory.GetDirectories(host.Parent.Path).Length);
    }
}
