using System.Globalization;
using Telos.Daemon.Agents;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

/// <summary>The daemon's own parts without BPF LSM: what they install, whom they know, what is held.</summary>
public sealed class NetworkScopeTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(5);

    private readonly NetworkScopeHost _host = new();

    [Fact]
    public void Install_LoadsAndAttachesTheCgroupProgramsAlone()
    {
        string[] expected =
        [
            "telos_connect4", "telos_connect6", "telos_egress", "telos_ingress", "telos_sendmsg4", "telos_sendmsg6",
        ];
        Assert.Equal(expected, Names("programs"));
        Assert.Empty(Names("links"));
        _host.Enrol(NetworkScopeHost.Policy(s_long, "127.0.0.1"));
        Assert.Equal(expected, Names("links"));
        Assert.Equal(expected.Length, _host.Gates.Links.CountAttached());
    }

    [Theory]
    [InlineData("tcp4", "connect", "127.0.0.1")]
    [InlineData("tcp6", "connect", "::1")]
    [InlineData("udp4", "sendmsg", "127.0.0.1")]
    [InlineData("udp6", "sendmsg", "::1")]
    public void Agent_ReachesWhatItsPolicySaysUntilAnotherDoesNot(string kind, string verb, string address)
    {
        AgentEntry agent = _host.Enrol(NetworkScopeHost.Policy(s_long, address));
        Assert.Equal("ok", Try(_host.Puppet, kind, verb, address, NetworkScopeHost.Port));
        Assert.Equal("EPERM", Try(_host.Puppet, kind, verb, address, NetworkScopeHost.OtherPort));
        Assert.Equal("ok", Try(_host.Outside, kind, verb, address, NetworkScopeHost.OtherPort));

        _host.Table.Declare(agent, NetworkScopeHost.Policy(s_long, "192.0.2.1"));
        Assert.Equal("EPERM", Try(_host.Puppet, kind, verb, address, NetworkScopeHost.Port));
        Assert.Equal("ok", Try(_host.Outside, kind, verb, address, NetworkScopeHost.Port));
    }

    [Fact]
    public void Agent_AfterThePolicysEnd_ReachesNothing()
    {
        TimeSpan ttl = TimeSpan.FromSeconds(2);
        long started = Environment.TickCount64;
        _host.Enrol(NetworkScopeHost.Policy(ttl, "127.0.0.1", "::1"));
        Assert.Equal("ok", Try(_host.Puppet, "tcp4", "connect", "127.0.0.1", NetworkScopeHost.Port));
        SpinWait.SpinUntil(() => Environment.TickCount64 - started > ttl.TotalMilliseconds + 100);
        Assert.Equal("EPERM", Try(_host.Puppet, "tcp4", "connect", "127.0.0.1", NetworkScopeHost.Port));
        Assert.Equal("EPERM", Try(_host.Puppet, "udp6", "sendto", "::1", NetworkScopeHost.Port));
        Assert.Equal("ok", Try(_host.Outside, "tcp4", "connect", "127.0.0.1", NetworkScopeHost.Port));
    }

    [Fact]
    public void AgentOf_AChild_IsTheAgentOfItsCgroupUntilItLeaves()
    {
        AgentEntry agent = _host.Enrol(NetworkScopeHost.Policy(s_long, "127.0.0.1"));
        int pid = int.Parse(_host.Puppet.Do("child s"), CultureInfo.InvariantCulture);
        using PidFd child = NetworkScopeHost.OpenProcess(pid);
        using PidFd outside = NetworkScopeHost.OpenProcess(_host.Outside.Pid);
        Assert.Equal(agent.Id, _host.Table.AgentOf(child));
        Assert.Null(_host.Table.AgentOf(outside));

        _host.TakeOut(pid);
        Assert.Null(_host.Table.AgentOf(child));
        child.Signal(9);
        Assert.True(SpinWait.SpinUntil(() => child.HasExited, 5000));
        Assert.Throws<DaemonException>(() => _host.Table.AgentOf(child));
    }

    [Fact]
    public void Enrol_ThatFailsBeforeThereIsAnAgent_LeavesNoProgramAttached()
    {
        _host.BreakStore();
        Assert.Throws<UnauthorizedAccessException>(() => _host.Enrol(NetworkScopeHost.Policy(s_long, "127.0.0.1")));
        Assert.True(SpinWait.SpinUntil(() => Names("links").Length == 0, 5000), string.Join(' ', Names("links")));
        Assert.Equal("ok", Try(_host.Puppet, "tcp4", "connect", "127.0.0.1", NetworkScopeHost.OtherPort));
    }

    [Fact]
    public void Restart_AdoptsTheProgramsAndTheAgent()
    {
        AgentEntry agent = _host.Enrol(NetworkScopeHost.Policy(s_long, "127.0.0.1"));
        _host.Restart();
        Assert.True(_host.Gates.Adopted);
        Assert.Equal([agent.Id], _host.Table.All().Select(a => a.Id));
        Assert.Equal("ok", Try(_host.Puppet, "tcp4", "connect", "127.0.0.1", NetworkScopeHost.Port));
        Assert.Equal("EPERM", Try(_host.Puppet, "tcp4", "connect", "127.0.0.1", NetworkScopeHost.OtherPort));
    }

    public void Dispose()
    {
        _host.Dispose();
        Assert.False(Directory.Exists(_host.PinDirectory));
    }

    private static string Try(SocketPuppet puppet, string kind, string verb, string address, ushort port)
    {
        Assert.Equal("ok", puppet.Do($"open s {kind}"));
        return puppet.Do($"{verb} s {address} {port}");
    }

    private string[] Names(string part) =>
        [.. Directory.GetFiles($"{_host.PinDirectory}/test/{part}").Select(path => Path.GetFileName(path)).Order()];
}
