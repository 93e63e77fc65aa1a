using Telos.Core.Abi;
using Telos.Linux;
using Telos.Linux.Bpf;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

/// <summary>
/// What the cgroup programs hold alone. Every act that is refused is done by a process outside of the cgroup too, and
/// must succeed there.
/// </summary>
public sealed class NetworkWithoutLsmTests : IClassFixture<NetworkHost>
{
    private readonly NetworkHost _host;

    public NetworkWithoutLsmTests(NetworkHost host)
    {
        _host = host;
        host.Reset();
    }

    public static TheoryData<string, string, string> Acts => new()
    {
        { "tcp4", "connect", "127.0.0.1" },
        { "tcp6", "connect", "::1" },
        { "tcp6", "connect", "::ffff:127.0.0.1" },
        { "tcp4", "fastopen", "127.0.0.1" },
        { "tcp6", "fastopen", "::1" },
        { "udp4", "connect", "127.0.0.1" },
        { "udp6", "connect", "::1" },
        { "udp4", "sendto", "127.0.0.1" },
        { "udp6", "sendto", "::1" },
        { "udp4", "sendmsg", "127.0.0.1" },
        { "udp6", "sendmsg", "::1" },
        { "udp6", "sendto", "::ffff:127.0.0.1" },
    };

    [Fact]
    public void Attach_PutsAProgramOnEachHookOfTheCgroup() => Assert.Equal(
        [
            BpfCgroupHook.BPF_CGROUP_INET_INGRESS, BpfCgroupHook.BPF_CGROUP_INET_EGRESS,
            BpfCgroupHook.BPF_CGROUP_INET4_CONNECT, BpfCgroupHook.BPF_CGROUP_INET6_CONNECT,
            BpfCgroupHook.BPF_CGROUP_UDP4_SENDMSG, BpfCgroupHook.BPF_CGROUP_UDP6_SENDMSG,
            BpfCgroupHook.BPF_CGROUP_UDP4_RECVMSG, BpfCgroupHook.BPF_CGROUP_UDP6_RECVMSG,
            BpfCgroupHook.BPF_CGROUP_INET4_GETPEERNAME, BpfCgroupHook.BPF_CGROUP_INET6_GETPEERNAME,
        ],
        _host.Attach().Order());

    [Theory]
    [MemberData(nameof(Acts))]
    public void Act_BeforeTheAttachment_Succeeds(string kind, string verb, string address)
    {
        _host.Enrol();
        Assert.Equal("ok", _host.Agent.Try(kind, verb, address, NetworkHost.OtherPort));
        Assert.Null(_host.TakeRefusal());
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Act_ToWhatIsGranted_ReachesItAndIsAnswered(string kind, string verb, string address)
    {
        Begin(kind, address);
        Assert.Equal("ok", _host.Agent.Try(kind, verb, address, NetworkHost.Port));
        Assert.Equal("ok", Answer(_host.Agent, verb));
        Assert.Null(_host.TakeRefusal());
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Act_ToAnotherPort_IsRefused(string kind, string verb, string address)
    {
        Begin(kind, address);
        AssertRefused(Reason.NetNotGranted, kind, verb, address, NetworkHost.OtherPort);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Act_AfterTheGrantsEnd_IsRefused(string kind, string verb, string address)
    {
        Begin(kind, address);
        _host.Grant(address, kind[..3], Clock.BootNs());
        AssertRefused(Reason.GrantExpired, kind, verb, address, NetworkHost.Port);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Act_AfterThePolicysEnd_IsRefused(string kind, string verb, string address)
    {
        Begin(kind, address);
        _host.ExpirePolicy();
        AssertRefused(Reason.PolicyExpired, kind, verb, address, NetworkHost.Port);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Act_OfASlammedAgent_IsRefused(string kind, string verb, string address)
    {
        Begin(kind, address);
        _host.Taint(Taint.Critical);
        AssertRefused(Reason.NetSlammed, kind, verb, address, NetworkHost.Port);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Act_WithoutAPolicy_IsRefused(string kind, string verb, string address)
    {
        _host.Attach();
        _host.Enrol(KernelAbi.TELOS_GENERATION_STANDING);
        AssertRefused(Reason.NoPolicy, kind, verb, address, NetworkHost.Port);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Act_InACgroupThatNobodyKnows_IsRefused(string kind, string verb, string address)
    {
        _host.Attach();
        AssertRefused(Reason.StateMissing, kind, verb, address, NetworkHost.Port);
    }

    [Theory]
    [InlineData("tcp4", "127.0.0.1")]
    [InlineData("tcp6", "::1")]
    [InlineData("udp4", "127.0.0.1")]
    [InlineData("udp6", "::1")]
    public void Send_OnASocketConnectedBefore_DoesNotArriveAfterTheGrantsEnd(string kind, string address)
    {
        Begin(kind, address);
        Assert.Equal("ok", _host.Agent.Try(kind, "connect", address, NetworkHost.Port));
        Assert.Equal("ok", Answer(_host.Agent, "connect"));
        _host.Grant(address, kind[..3], Clock.BootNs());
        AssertDropped(Reason.GrantExpired, kind, address);
    }

    [Theory]
    [InlineData("tcp4", "127.0.0.1")]
    [InlineData("tcp6", "::1")]
    [InlineData("udp4", "127.0.0.1")]
    [InlineData("udp6", "::1")]
    public void Send_OnASocketConnectedBefore_DoesNotArriveAfterTheSlam(string kind, string address)
    {
        Begin(kind, address);
        Assert.Equal("ok", _host.Agent.Try(kind, "connect", address, NetworkHost.Port));
        Assert.Equal("ok", Answer(_host.Agent, "connect"));
        _host.Taint(Taint.Critical);
        AssertDropped(Reason.NetSlammed, kind, address);
    }

    [Theory]
    [InlineData("tcp4", "127.0.0.1")]
    [InlineData("tcp6", "::1")]
    [InlineData("udp4", "127.0.0.1")]
    [InlineData("udp6", "::1")]
    public void Answer_AfterTheGrantsEnd_DoesNotArrive(string kind, string address)
    {
        Begin(kind, address);
        foreach (SocketPuppet puppet in (SocketPuppet[])[_host.Outside, _host.Agent])
        {
            Assert.Equal("ok", puppet.Try(kind, "connect", address, NetworkHost.Port));
            Assert.Equal("ok", puppet.Do("ask_late s"));
        }

        _host.Grant(address, kind[..3], Clock.BootNs());
        Assert.Equal("silent", _host.Agent.Do("answer s"));
        Assert.Equal((Reason.GrantExpired, NetOperation.Packet), _host.TakeRefusal());
        Assert.Equal("ok", _host.Outside.Do("answer s"));
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Act_ToWhatTheOperatorBlocked_IsRefusedThoughItIsGranted(string kind, string verb, string address)
    {
        Begin(kind, address);
        _host.Block(address, firm: true);
        AssertRefused(Reason.NetBlocked, kind, verb, address, NetworkHost.Port);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Act_ToWhatADeniedNameLeadsTo_IsRefusedUnlessItIsGranted(string kind, string verb, string address)
    {
        Begin(kind, address);
        _host.Block(address, firm: false);
        AssertRefused(Reason.NetBlocked, kind, verb, address, NetworkHost.OtherPort);
        Assert.Equal("ok", _host.Agent.Try(kind, verb, address, NetworkHost.Port));
        Assert.Equal("ok", Answer(_host.Agent, verb));
    }

    [Theory]
    [InlineData("tcp4", "127.0.0.1")]
    [InlineData("udp6", "::1")]
    public void Act_AfterTheBlocksEndOrWithNoneAnnounced_Succeeds(string kind, string address)
    {
        Begin(kind, address);
        _host.Block(address, firm: true, Clock.BootNs());
        Assert.Equal("ok", _host.Agent.Try(kind, "connect", address, NetworkHost.Port));
        _host.Block(address, firm: true);
        _host.Unannounce();
        Assert.Equal("ok", _host.Agent.Try(kind, "connect", address, NetworkHost.Port));
        Assert.Null(_host.TakeRefusal());
    }

    [Theory]
    [InlineData("tcp4", "127.0.0.1")]
    [InlineData("tcp6", "::1")]
    [InlineData("udp4", "127.0.0.1")]
    [InlineData("udp6", "::1")]
    public void Send_OnASocketConnectedBefore_DoesNotArriveAfterTheBlock(string kind, string address)
    {
        Begin(kind, address);
        Assert.Equal("ok", _host.Agent.Try(kind, "connect", address, NetworkHost.Port));
        Assert.Equal("ok", Answer(_host.Agent, "connect"));
        _host.Block(address, firm: true);
        AssertDropped(Reason.NetBlocked, kind, address);
    }

    // What connect did not send yet is sent first.
    private static string Answer(SocketPuppet puppet, string verb) =>
        verb == "connect" && puppet.Do("send s") is string sent and not "ok" ? sent : puppet.Do("answer s");

    private void Begin(string kind, string address)
    {
        _host.Attach();
        _host.Enrol();
        _host.Grant(address, kind[..3]);
    }

    private void AssertRefused(Reason reason, string kind, string verb, string address, ushort port)
    {
        Assert.Equal("EPERM", _host.Agent.Try(kind, verb, address, port));
        NetOperation operation = verb.StartsWith("send", StringComparison.Ordinal) ? NetOperation.Send : NetOperation.Connect;
        Assert.Equal((reason, operation), _host.TakeRefusal());
        Assert.Equal("ok", _host.Outside.Try(kind, verb, address, port));
        Assert.Equal("ok", Answer(_host.Outside, verb));
    }

    // TCP takes the bytes and keeps them; a datagram's refusal is the send's own.
    private void AssertDropped(Reason reason, string kind, string address)
    {
        Assert.Equal(kind.StartsWith("tcp", StringComparison.Ordinal) ? "silent" : "EPERM", Answer(_host.Agent, "connect"));
        Assert.Equal((reason, NetOperation.Packet), _host.TakeRefusal());
        Assert.Equal("ok", _host.Outside.Try(kind, "connect", address, NetworkHost.Port));
        Assert.Equal("ok", Answer(_host.Outside, "connect"));
    }
}
