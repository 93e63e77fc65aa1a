using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Daemon.Tests.Agents;
using Telos.Linux.Cgroups;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

public sealed class AbandonedGatesTests
{
    [Fact]
    public void EndAgents_ThatAreNotToBeKilled_IsRefusedAndLeavesThem()
    {
        using AgentHost host = new();
        using PidFd process = host.Spawn();
        host.Table.Enrol(process, 0, command: null, policy: null, Mode.Enforce);
        IReadOnlyList<CgroupDirectory> agents = AgentsCgroup.Of(host.Parent, _ => false);
        DaemonException error = Assert.Throws<DaemonException>(() => AbandonedGates.EndAgents(agents, kill: false));
        Assert.StartsWith("1 agent(s) are running", error.Message, StringComparison.Ordinal);
        Assert.False(process.HasExited);
    }

    [Fact]
    public void EndAgents_EndsThemAndLeavesNoCgroup()
    {
        using AgentHost host = new();
        using PidFd first = host.Spawn();
        using PidFd second = host.Spawn();
        host.Table.Enrol(first, 0, command: null, policy: null, Mode.Enforce);
        host.Table.Enrol(second, 0, command: null, policy: null, Mode.Enforce);
        Assert.Equal(2, AbandonedGates.EndAgents(AgentsCgroup.Of(host.Parent, _ => false), kill: true));
        Assert.Empty(Directory.GetDirectories(host.Parent.Path));
        Assert.Equal(0, AbandonedGates.EndAgents(AgentsCgroup.Of(host.Parent, _ => false), kill: false));
    }
}
