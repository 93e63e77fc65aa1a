using Telos.Core.Abi;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

/// <summary>
/// What the network gate does once the daemon counts as dead, by its mode. Each act is done while it lives, too, and by a
/// process outside.
/// </summary>
public sealed class NetworkPulseTests : IClassFixture<NetworkHost>
{
    private readonly NetworkHost _host;

    public NetworkPulseTests(NetworkHost host)
    {
        _host = host;
        host.Reset();
        host.Attach();
    }

    public static TheoryData<string, string, string> Acts => new()
    {
        { "tcp4", "connect", "127.0.0.1" },
        { "tcp6", "connect", "::1" },
        { "tcp4", "fastopen", "127.0.0.1" },
        { "udp4", "connect", "127.0.0.1" },
        { "udp4", "sendto", "127.0.0.1" },
        { "udp6", "sendmsg", "::1" },
    };

    [Theory]
    [MemberData(nameof(Acts))]
    public void Closed_RefusesWhatIsGranted(string kind, string verb, string address)
    {
        Begin(kind, address, FailMode.Closed);
        Assert.Equal("ok", _host.Agent.Try(kind, verb, address, NetworkHost.Port));
        _host.StopPulse();
        Assert.Equal("EPERM", _host.Agent.Try(kind, verb, address, NetworkHost.Port));
        Assert.Equal(Reason.PulseStale, _host.TakeRefusal()?.Reason);
        Assert.Equal("ok", _host.Outside.Try(kind, verb, address, NetworkHost.Port));
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Hold_AnswersAsWhileTheDaemonLived(string kind, string verb, string address)
    {
        Begin(kind, address, FailMode.Hold);
        _host.StopPulse();
        Assert.Equal("ok", _host.Agent.Try(kind, verb, address, NetworkHost.Port));
        Assert.Null(_host.TakeRefusal());
        Assert.Equal("EPERM", _host.Agent.Try(kind, verb, address, NetworkHost.OtherPort));
        Assert.Equal(Reason.NetNotGranted, _host.TakeRefusal()?.Reason);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Open_LetsWhatIsNotGrantedHappenAndTellsIt(string kind, string verb, string address)
    {
        Begin(kind, address, FailMode.Open);
        Assert.Equal("EPERM", _host.Agent.Try(kind, verb, address, NetworkHost.OtherPort));
        _host.StopPulse();
        _ = _host.TakeRefusal();
        Assert.Equal("ok", _host.Agent.Try(kind, verb, address, NetworkHost.OtherPort));
        Assert.Equal(Reason.NetNotGranted, _host.TakeRefusal()?.Reason);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Open_RefusesASlammedAgent(string kind, string verb, string address)
    {
        Begin(kind, address, FailMode.Open);
        _host.StopPulse();
        _host.Taint(Taint.Critical);
        Assert.Equal("EPERM", _host.Agent.Try(kind, verb, address, NetworkHost.Port));
        Assert.Equal(Reason.NetSlammed, _host.TakeRefusal()?.Reason);
    }

    // Bits that this header gives no meaning to, as another one might.
    [Fact]
    public void UnknownMode_IsClosed()
    {
        Begin("tcp4", "127.0.0.1", (FailMode)3);
        _host.StopPulse();
        Assert.Equal("EPERM", _host.Agent.Try("tcp4", "connect", "127.0.0.1", NetworkHost.Port));
        Assert.Equal(Reason.PulseStale, _host.TakeRefusal()?.Reason);
    }

    [Theory]
    [InlineData("tcp4", "127.0.0.1")]
    [InlineData("tcp6", "::1")]
    public void Closed_LetsNothingOutOfAConnectionMadeBefore(string kind, string address)
    {
        Begin(kind, address, FailMode.Closed);
        Assert.Equal("ok", _host.Agent.Try(kind, "connect", address, NetworkHost.Port));
        Assert.Equal("ok", _host.Agent.Do("send s"));
        Assert.Equal("ok", _host.Agent.Do("answer s"));
        _host.StopPulse();
        Assert.Equal("ok", _host.Agent.Do("send s"));
        Assert.Equal("silent", _host.Agent.Do("answer s"));
        Assert.Equal((Reason.PulseStale, NetOperation.Packet), _host.TakeRefusal());
    }

    private void Begin(string kind, string address, FailMode mode)
    {
        _host.Enrol(failMode: mode);
        _host.Grant(address, kind[..3]);
    }
}
