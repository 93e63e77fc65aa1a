using System.Globalization;
using System.Net;
using Telos.Core.Abi;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Linux;
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
            "telos_connect4", "telos_connect6", "telos_egress", "telos_getpeername4", "telos_getpeername6", "telos_ingress",
            "telos_recvmsg4", "telos_recvmsg6", "telos_sendmsg4", "telos_sendmsg6",
        ];
        // The iterator, by which a daemon looks at its own descriptors, is attached by each daemon anew.
        Assert.Equal([.. expected, "telos_identify"], Names("programs").OrderBy(name => name == "telos_identify"));
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
        Assert.Equal("ok", _host.Puppet.Try(kind, verb, address, NetworkScopeHost.Port));
        Assert.Equal("EPERM", _host.Puppet.Try(kind, verb, address, NetworkScopeHost.OtherPort));
        Assert.Equal("ok", _host.Outside.Try(kind, verb, address, NetworkScopeHost.OtherPort));

        _host.Table.Declare(agent, NetworkScopeHost.Policy(s_long, "192.0.2.1"));
        Assert.Equal("EPERM", _host.Puppet.Try(kind, verb, address, NetworkScopeHost.Port));
        Assert.Equal("ok", _host.Outside.Try(kind, verb, address, NetworkScopeHost.Port));
    }

    [Fact]
    public void Agent_AfterThePolicysEnd_ReachesNothing()
    {
        TimeSpan ttl = TimeSpan.FromSeconds(2);
        long started = Environment.TickCount64;
        _host.Enrol(NetworkScopeHost.Policy(ttl, "127.0.0.1", "::1"));
        Assert.Equal("ok", _host.Puppet.Try("tcp4", "connect", "127.0.0.1", NetworkScopeHost.Port));
        SpinWait.SpinUntil(() => Environment.TickCount64 - started > ttl.TotalMilliseconds + 100);
        Assert.Equal("EPERM", _host.Puppet.Try("tcp4", "connect", "127.0.0.1", NetworkScopeHost.Port));
        Assert.Equal("EPERM", _host.Puppet.Try("udp6", "sendto", "::1", NetworkScopeHost.Port));
        Assert.Equal("ok", _host.Outside.Try("tcp4", "connect", "127.0.0.1", NetworkScopeHost.Port));
    }

    [Theory]
    [InlineData("tcp4", "127.0.0.1")]
    [InlineData("tcp6", "::1")]
    [InlineData("udp4", "127.0.0.1")]
    [InlineData("udp6", "::1")]
    public void OpenConnection_AtThePolicysEnd_IsEndedForTheAgentAlone(string kind, string address)
    {
        long started = Environment.TickCount64;
        _host.Enrol(NetworkScopeHost.Policy(TimeSpan.FromSeconds(1), address));
        BeginTalk(_host.Outside, kind, address);
        BeginTalk(_host.Puppet, kind, address);
        Assert.Equal("ECONNABORTED", _host.Puppet.Do("wait s"));
        Assert.InRange(Environment.TickCount64 - started, 1000, 3000);
        Assert.Equal("ok", _host.Outside.Do("send s"));
        Assert.Equal("ok", _host.Outside.Do("wait s"));
        AssertCut("policy_expired", kind, address);
    }

    [Theory]
    [InlineData("tcp4", "127.0.0.1", "::1")]
    [InlineData("tcp6", "::1", "127.0.0.1")]
    [InlineData("udp4", "127.0.0.1", "::1")]
    [InlineData("udp6", "::1", "127.0.0.1")]
    public void OpenConnection_ThatTheNextPolicyDoesNotGrant_IsEndedAndTheOtherGoesOn(
        string kind, string address, string other)
    {
        AgentEntry agent = _host.Enrol(NetworkScopeHost.Policy(s_long, address, other));
        string otherKind = kind[..3] + (kind[3] == '4' ? '6' : '4');
        Assert.Equal("ok", _host.Puppet.Do($"open kept {otherKind}"));
        Assert.Equal("ok", _host.Puppet.Do($"connect kept {other} {NetworkScopeHost.Port}"));
        BeginTalk(_host.Puppet, kind, address);
        _host.Table.Declare(agent, NetworkScopeHost.Policy(s_long, other));
        Assert.Equal("ECONNABORTED", _host.Puppet.Do("wait s"));
        Assert.Equal("ok", _host.Puppet.Do("send kept"));
        Assert.Equal("ok", _host.Puppet.Do("wait kept"));
        AssertCut("net_not_granted", kind, address);
    }

    [Theory]
    [InlineData("tcp4", "9.9.9.9")]
    [InlineData("udp6", "2620:fe::fe")]
    [InlineData("tcp6", "::ffff:9.9.9.9")]
    public void OpenConnection_ToTheAgentsOwnResolver_OutlivesThePolicyAndTheDaemon(string kind, string resolver)
    {
        AgentEntry agent = _host.Enrol(NetworkScopeHost.Policy(s_long, "127.0.0.1"), NetworkScopeHost.DnsPort);
        Assert.Equal("ok", _host.Puppet.Do($"open kept {kind}"));
        Assert.Equal("ok", _host.Puppet.Do($"connect kept {resolver} 53"));
        BeginTalk(_host.Puppet, "udp4", "127.0.0.1");
        _host.Table.Declare(agent, NetworkScopeHost.Policy(s_long, "::1"));
        Assert.Equal("ECONNABORTED", _host.Puppet.Do("wait s"));
        AssertCut("net_not_granted", "udp4", "127.0.0.1");
        Assert.Equal("ok", _host.Puppet.Do("send kept"));
        Assert.Equal("ok", _host.Puppet.Do("wait kept"));

        _host.Restart();
        AgentEntry adopted = Assert.Single(_host.Table.All());
        Assert.Equal(NetworkScopeHost.DnsPort, adopted.DnsPort);
        _host.Table.Declare(adopted, NetworkScopeHost.Policy(s_long, "127.0.0.1"));
        Assert.Equal("ok", _host.Puppet.Do("send kept"));
        Assert.Equal("ok", _host.Puppet.Do("wait kept"));
        Assert.Equal("ok", _host.Puppet.Try(kind, "connect", resolver, 53));
        Assert.Equal($"{resolver} 53", _host.Puppet.Do("peer s"));
    }

    [Fact]
    public void OpenConnection_OfASlammedAgent_IsEnded()
    {
        AgentEntry agent = _host.Enrol(NetworkScopeHost.Policy(s_long, "127.0.0.1"));
        BeginTalk(_host.Puppet, "tcp4", "127.0.0.1");
        _host.Gates.Maps.AgentStates.Set(new AgentState { AgentId = agent.Id, Taint = Taint.Critical });
        _host.Sweep.AskForAll();
        Assert.Equal("ECONNABORTED", _host.Puppet.Do("wait s"));
        AssertCut("net_slammed", "tcp4", "127.0.0.1");
        Assert.Null(_host.Sweep.Fault);
    }

    [Fact]
    public void DatagramSocket_ThatOnlyAskedForARoute_IsLeft()
    {
        CompiledPolicy streams = NetworkScopeHost.Policy(s_long, "127.0.0.1");
        AgentEntry agent = _host.Enrol(streams);
        Assert.Equal("ok", _host.Puppet.Try("udp4", "connect", "127.0.0.1", NetworkScopeHost.Port));
        _host.Table.Declare(agent, streams with { Hosts = [.. streams.Hosts.Where(h => h.Transport == Transport.Tcp)] });
        Assert.Equal("silent", _host.Puppet.Do("answer s"));
        Assert.DoesNotContain(AuditFile.Read(_host.AuditPath), record => record.Action == "cut");
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
        Assert.Throws<LinuxException>(() => _host.Enrol(NetworkScopeHost.Policy(s_long, "127.0.0.1")));
        Assert.True(SpinWait.SpinUntil(() => Names("links").Length == 0, 5000), string.Join(' ', Names("links")));
        Assert.Equal("ok", _host.Puppet.Try("tcp4", "connect", "127.0.0.1", NetworkScopeHost.OtherPort));
    }

    [Fact]
    public void Restart_AdoptsTheProgramsAndTheAgent()
    {
        AgentEntry agent = _host.Enrol(NetworkScopeHost.Policy(s_long, "127.0.0.1"));
        _host.Restart();
        Assert.True(_host.Gates.Adopted);
        Assert.Equal([agent.Id], _host.Table.All().Select(a => a.Id));
        Assert.Equal("ok", _host.Puppet.Try("tcp4", "connect", "127.0.0.1", NetworkScopeHost.Port));
        Assert.Equal("EPERM", _host.Puppet.Try("tcp4", "connect", "127.0.0.1", NetworkScopeHost.OtherPort));
    }

    public void Dispose()
    {
        _host.Dispose();
        Assert.False(Directory.Exists(_host.PinDirectory));
    }

    private static void BeginTalk(SocketPuppet puppet, string kind, string address)
    {
        Assert.Equal("ok", puppet.Try(kind, "connect", address, NetworkScopeHost.Port));
        Assert.Equal("ok", puppet.Do("send s"));
        Assert.Equal("ok", puppet.Do("answer s"));
    }

    private void AssertCut(string reason, string kind, string address)
    {
        AuditRecord? cut = null;
        SpinWait.SpinUntil(
            () => (cut = AuditFile.Read(_host.AuditPath).FirstOrDefault(record => record.Action == "cut")) is not null, 5000);
        IPEndPoint peer = new(IPAddress.Parse(address), NetworkScopeHost.Port);
        Assert.Equal((reason, $"{kind[..3]} {peer}"), (cut!.Reason, cut.Subject));
    }

    private string[] Names(string part) =>
        [.. Directory.GetFiles($"{_host.PinDirectory}/test/{part}").Select(path => Path.GetFileName(path)).Order()];
}
