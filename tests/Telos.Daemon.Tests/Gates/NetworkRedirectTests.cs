using Telos.Core.Abi;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

/// <summary>
/// Questions to resolvers, which the cgroup programs lead to the agent's own port of loopback. The namespace has no way to
/// any of the resolvers that are named, so that an answer can only be from there.
/// </summary>
public sealed class NetworkRedirectTests : IClassFixture<NetworkHost>
{
    private const ushort Dns = 53;
    private const string Quad9 = "9.9.9.9";
    private const string Quad9Six = "2620:fe::fe";
    private const string Quad9Mapped = "::ffff:9.9.9.9";

    private readonly NetworkHost _host;

    public NetworkRedirectTests(NetworkHost host)
    {
        _host = host;
        host.Reset();
        host.Attach();
    }

    public static TheoryData<string, string, string> Questions => new()
    {
        { "udp4", "connect", Quad9 },
        { "udp6", "connect", Quad9Six },
        { "udp6", "connect", Quad9Mapped },
        { "udp4", "sendto", Quad9 },
        { "udp6", "sendto", Quad9Six },
        { "udp6", "sendto", Quad9Mapped },
        { "udp4", "sendmsg", Quad9 },
        { "udp6", "sendmsg", Quad9Six },
        { "udp4", "sendmmsg", Quad9 },
        { "udp6", "sendmmsg", Quad9Six },
        { "udp6", "sendmmsg", Quad9Mapped },
        { "udp4", "unspecified", Quad9 },
        { "tcp4", "connect", Quad9 },
        { "tcp6", "connect", Quad9Six },
        { "tcp6", "connect", Quad9Mapped },
        { "tcp4", "fastopen", Quad9 },
        { "tcp6", "fastopen", Quad9Six },
        { "tcp6", "fastopen", Quad9Mapped },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    [InlineData("udp4", "sendto", "127.0.0.1")]
    [InlineData("udp4", "connect", "127.0.0.53")]
    [InlineData("udp6", "sendto", "::1")]
    [InlineData("tcp4", "connect", "127.0.0.1")]
    [InlineData("tcp6", "connect", "::1")]
    [InlineData("udp4", "sendto", "0.0.0.0")]
    [InlineData("tcp4", "connect", "0.0.0.0")]
    [InlineData("udp4", "sendto", "255.255.255.255")]
    [InlineData("udp4", "sendto", "224.0.0.251")]
    [InlineData("udp4", "connect", "169.254.169.254")]
    [InlineData("udp6", "connect", "fe80::1")]
    public void Question_IsAnsweredOnTheAgentsPort_AndTheAnswerSeemsToBeFromTheNamedResolver(
        string kind, string verb, string address)
    {
        _host.Enrol(dnsPort: NetworkHost.DnsPort);
        Assert.Equal($"{address} {Dns}", Ask(_host.Agent, kind, verb, address));
        Assert.Null(_host.TakeRefusal());
        Assert.NotEqual($"{address} {Dns}", Ask(_host.Outside, kind, verb, address));
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Question_WithoutAPortOfTheAgent_IsRefusedLikeAnyDestination(string kind, string verb, string address)
    {
        _host.Enrol();
        AssertRefused(Reason.NetNotGranted, kind, verb, address);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Question_AfterThePolicysEnd_IsRefused(string kind, string verb, string address)
    {
        _host.Enrol(dnsPort: NetworkHost.DnsPort);
        _host.ExpirePolicy();
        AssertRefused(Reason.PolicyExpired, kind, verb, address);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Question_OfASlammedAgent_IsRefused(string kind, string verb, string address)
    {
        _host.Enrol(dnsPort: NetworkHost.DnsPort);
        _host.Taint(Taint.Critical);
        AssertRefused(Reason.NetSlammed, kind, verb, address);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Question_WithoutAPolicy_IsRefused(string kind, string verb, string address)
    {
        _host.Enrol(KernelAbi.TELOS_GENERATION_STANDING, NetworkHost.DnsPort);
        AssertRefused(Reason.NoPolicy, kind, verb, address);
    }

    [Theory]
    [InlineData("udp4", Quad9, 853)]
    [InlineData("tcp4", Quad9, 853)]
    [InlineData("tcp6", Quad9Six, 443)]
    [InlineData("udp6", Quad9Six, 443)]
    [InlineData("udp4", Quad9, 5353)]
    public void Connect_ToAnotherPortOfAResolver_IsRefused(string kind, string address, ushort port)
    {
        _host.Enrol(dnsPort: NetworkHost.DnsPort);
        Assert.Equal("EPERM", _host.Agent.Try(kind, "connect", address, port));
        Assert.Equal((Reason.NetNotGranted, NetOperation.Connect), _host.TakeRefusal());
    }

    [Theory]
    [InlineData("tcp4", Quad9)]
    [InlineData("tcp6", Quad9Six)]
    [InlineData("udp4", Quad9)]
    [InlineData("udp6", Quad9Mapped)]
    public void Socket_ThatAskedBefore_SendsNothingAfterThePolicysEnd(string kind, string address)
    {
        _host.Enrol(dnsPort: NetworkHost.DnsPort);
        Assert.Equal($"{address} {Dns}", Ask(_host.Agent, kind, "connect", address));
        _host.ExpirePolicy();
        string sent = _host.Agent.Do("send s");
        string answer = sent == "ok" ? _host.Agent.Do("answer s") : sent;
        Assert.Equal(kind.StartsWith("tcp", StringComparison.Ordinal) ? ("ok", "silent") : ("EPERM", "EPERM"), (sent, answer));
        Assert.Equal(Reason.PolicyExpired, _host.TakeRefusal()?.Reason);
    }

    [Theory]
    [InlineData("tcp4", "connect", "127.0.0.1")]
    [InlineData("tcp6", "connect", "::1")]
    [InlineData("tcp6", "connect", "::ffff:127.0.0.1")]
    [InlineData("udp4", "sendto", "127.0.0.1")]
    [InlineData("udp6", "sendto", "::1")]
    public void Port_IsItsAgentsAlone(string kind, string verb, string address)
    {
        _host.Enrol(dnsPort: NetworkHost.DnsPort);
        _host.EnrolOther(dnsPort: 7009);
        Assert.Equal($"{address} {NetworkHost.DnsPort}", Ask(_host.Agent, kind, verb, address, NetworkHost.DnsPort));
        Assert.Null(_host.TakeRefusal());
        Assert.Equal("EPERM", _host.Other.Try(kind, verb, address, NetworkHost.DnsPort));
        Assert.Equal(Reason.NetNotGranted, _host.TakeRefusal()?.Reason);
        Assert.Equal("ECONNREFUSED", Ask(_host.Other, kind, "connect", address));
    }

    [Theory]
    [InlineData("tcp4", "127.0.0.2")]
    [InlineData("udp4", "127.0.0.2")]
    [InlineData("tcp4", "0.0.0.0")]
    public void Port_OnAnotherAddress_IsNoResolver(string kind, string address)
    {
        _host.Enrol(dnsPort: NetworkHost.DnsPort);
        Assert.Equal("EPERM", _host.Agent.Try(kind, "connect", address, NetworkHost.DnsPort));
        Assert.Equal("ok", _host.Outside.Try(kind, "connect", address, NetworkHost.DnsPort));
    }

    [Theory]
    [InlineData(Quad9, Dns)]
    [InlineData("127.0.0.1", NetworkHost.DnsPort)]
    public void Question_ThatIsBoundToAnotherDevice_DoesNotLeaveThere(string address, ushort port)
    {
        _host.Enrol(dnsPort: NetworkHost.DnsPort);
        Assert.Equal("EPERM", SendThroughDevice(_host.Agent, address, port));
        Assert.Equal((Reason.NetNotGranted, NetOperation.Packet), _host.TakeRefusal());
        Assert.Equal("ok", SendThroughDevice(_host.Outside, "127.0.0.1", NetworkHost.DnsPort));
    }

    [Theory]
    [InlineData("udp4", "127.0.0.1", Quad9)]
    [InlineData("udp6", "::1", Quad9Six)]
    public void Socket_ThatIsConnectedElsewhere_ShowsItsPeerAsItIs(string kind, string granted, string resolver)
    {
        _host.Enrol(dnsPort: NetworkHost.DnsPort);
        _host.Grant(granted, "udp");
        Assert.Equal("ok", _host.Agent.Try(kind, "connect", resolver, Dns));
        Assert.Equal($"{resolver} {Dns}", _host.Agent.Do("peer s"));
        Assert.Equal("ok", _host.Agent.Do("disconnect s"));
        Assert.Equal("ok", _host.Agent.Do($"connect s {granted} {NetworkHost.Port}"));
        Assert.Equal($"{granted} {NetworkHost.Port}", _host.Agent.Do("peer s"));
        Assert.Equal("ok", _host.Agent.Do("send s"));
        Assert.Equal($"{granted} {NetworkHost.Port}", _host.Agent.Do("from s"));
        Assert.Equal("ok", _host.Agent.Do("disconnect s"));
        Assert.Equal("ok", _host.Agent.Do($"connect s {resolver}1 {Dns}"));
        Assert.Equal($"{resolver}1 {Dns}", _host.Agent.Do("peer s"));
    }

    // The resolver that was named last is all that is known, and it is of the other family.
    [Fact]
    public void Answer_OfTheOtherFamilyThanTheLastQuestion_IsShownAsItIs()
    {
        _host.Enrol(dnsPort: NetworkHost.DnsPort);
        Assert.Equal("ok", _host.Agent.Try("udp6", "sendto", Quad9Mapped, Dns));
        Assert.Equal("ok", _host.Agent.Do($"sendto s {Quad9Six} {Dns}"));
        string[] sources = [_host.Agent.Do("from s"), _host.Agent.Do("from s")];
        Assert.Equal([$"{Quad9Six} {Dns}", $"::ffff:127.0.0.1 {NetworkHost.DnsPort}"], sources.Order());
    }

    [Theory]
    [InlineData("udp4", "sendto", Quad9)]
    [InlineData("udp6", "sendto", Quad9Six)]
    [InlineData("tcp4", "connect", Quad9)]
    public void Question_OnASocketWithoutRoomToNoteIt_IsRefusedAndCounted(string kind, string verb, string address)
    {
        _host.Enrol(dnsPort: NetworkHost.DnsPort);
        ulong counted = _host.Count(Stat.StorageFull);
        Assert.Equal("ok", _host.Agent.Do($"open s {kind}"));
        Assert.Equal("ok", _host.Agent.Do("fill s"));
        Assert.Equal("EPERM", _host.Agent.Do($"{verb} s {address} {Dns}"));
        Assert.Equal(Reason.NetRedirect, _host.TakeRefusal()?.Reason);
        Assert.Equal(counted + 1, _host.Count(Stat.StorageFull));
        Assert.Equal("ok", _host.Outside.Do($"open s {kind}"));
        Assert.Equal("ok", _host.Outside.Do("fill s"));
        string loopback = kind.EndsWith('4') ? "127.0.0.1" : "::1";
        Assert.Equal("ok", _host.Outside.Do($"{verb} s {loopback} {NetworkHost.DnsPort}"));
    }

    // Who the answer seems to be from, or why there is none. What connect did not send yet is sent first.
    private static string Ask(SocketPuppet puppet, string kind, string verb, string address, ushort port = Dns)
    {
        string said = puppet.Try(kind, verb, address, port);
        said = said == "ok" && verb == "connect" ? puppet.Do("send s") : said;
        if (said != "ok" || kind.StartsWith("udp", StringComparison.Ordinal))
        {
            return said == "ok" ? puppet.Do("from s") : said;
        }

        said = puppet.Do("answer s");
        return said == "ok" ? puppet.Do("peer s") : said;
    }

    private static string SendThroughDevice(SocketPuppet puppet, string address, ushort port)
    {
        Assert.Equal("ok", puppet.Do("open s udp4"));
        Assert.Equal("ok", puppet.Do($"through s {NetworkHost.Device}"));
        return puppet.Do($"sendto s {address} {port}");
    }

    private void AssertRefused(Reason reason, string kind, string verb, string address)
    {
        Assert.Equal("EPERM", _host.Agent.Try(kind, verb, address, Dns));
        Assert.Equal(reason, _host.TakeRefusal()?.Reason);
        Assert.NotEqual("EPERM", _host.Outside.Try(kind, verb, address, Dns));
    }
}
