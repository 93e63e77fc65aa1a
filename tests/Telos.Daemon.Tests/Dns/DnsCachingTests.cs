using Xunit;

namespace Telos.Daemon.Tests.Dns;

[Collection(AloneGroup.Name)]
public sealed class DnsCachingTests : IDisposable
{
    private const int StaleError = 3;
    private const int CachedError = 13;
    private readonly ScriptedUpstream _upstream = new();
    private readonly SteppedTime _time = new();
    private DnsHost? _host;

    private DnsHost Host => _host ??= new DnsHost(
        DnsHost.To(_upstream) with { Time = _time, Limits = DnsHost.Hasty with { StreamMs = 400 } });

    public void Dispose()
    {
        _host?.Dispose();
        _upstream.Dispose();
    }

    [Fact]
    public void Answer_IsRemembered_AndItsTtlCountsDown()
    {
        Assert.Equal(300u, WireBytes.Ttl(Host.Ask("host.example")));
        _time.Step(100);
        Assert.InRange(WireBytes.Ttl(Host.Ask("HOST.example")), 199u, 200u);
        Assert.Single(_upstream.Asked);
        _time.Step(201);
        Assert.Equal(300u, WireBytes.Ttl(Host.Ask("host.example")));
        Assert.Equal(2, _upstream.CountOf("host.example"));
    }

    [Fact]
    public void Answer_NearItsEnd_IsFetchedAgainBeforeIt()
    {
        Host.Ask("host.example");
        Host.Ask("host.example");
        _time.Step(275);
        Assert.InRange(WireBytes.Ttl(Host.Ask("host.example")), 24u, 25u);
        DnsHost.Until(() => Host.Counters.UpstreamAnswers == 2);
        Assert.InRange(WireBytes.Ttl(Host.Ask("host.example")), 299u, 300u);
        Assert.Equal(2, _upstream.CountOf("host.example"));
    }

    [Fact]
    public void NameError_IsRememberedForItsSoasTime()
    {
        _upstream.Datagram = query => [WireBytes.NameError(query, 60)];
        Assert.Equal(3, WireBytes.RcodeOf(Host.Ask("none.example")));
        _time.Step(58);
        Assert.Equal(3, WireBytes.RcodeOf(Host.Ask("none.example")));
        Assert.Single(_upstream.Asked);
        _time.Step(3);
        Host.Ask("none.example");
        Assert.Equal(2, _upstream.CountOf("none.example"));
    }

    [Fact]
    public void Failure_IsRememberedAndSaysSo()
    {
        _upstream.Datagram = query => [WireBytes.Rcode(query, 2)];
        byte[] first = Host.Ask("broken.example");
        Assert.Equal(2, WireBytes.RcodeOf(first));
        Assert.NotEqual(CachedError, WireBytes.ExtendedError(first));
        int asked = _upstream.CountOf("broken.example");
        byte[] second = Host.Ask("broken.example");
        Assert.Equal(2, WireBytes.RcodeOf(second));
        Assert.Equal(CachedError, WireBytes.ExtendedError(second));
        Assert.Equal(asked, _upstream.CountOf("broken.example"));
        _time.Step(6);
        Host.Ask("broken.example");
        Assert.True(_upstream.CountOf("broken.example") > asked);
    }

    [Fact]
    public void Answer_WhenUpstreamFellSilent_IsStaleAndSaysSo()
    {
        Host.Ask("host.example");
        _upstream.Datagram = _ => [];
        _time.Step(301);
        byte[] reply = Host.Ask("host.example");
        Assert.Equal(1, WireBytes.AnswerCount(reply));
        Assert.Equal(30u, WireBytes.Ttl(reply));
        Assert.Equal(StaleError, WireBytes.ExtendedError(reply));
        Assert.Equal(1, Host.Counters.StaleAnswers);
    }

    [Fact]
    public void Answer_WhenAStreamIsSilent_IsStaleBeforeTheStreamIsGivenUp()
    {
        Host.Ask("host.example");
        using ManualResetEventSlim released = new();
        _upstream.Datagram = query => [WireBytes.Truncated(query)];
        _upstream.Stream = query =>
        {
            released.Wait(TestContext.Current.CancellationToken);
            return WireBytes.Answer(query, 2, 300);
        };
        _time.Step(301);
        byte[] reply = Host.Ask("host.example");
        Assert.Equal(StaleError, WireBytes.ExtendedError(reply));
        Assert.Equal(0, Host.Counters.UpstreamTimeouts);
        released.Set();
        DnsHost.Until(() => Host.Counters.UpstreamAnswers == 2);
        Assert.Equal(-1, WireBytes.ExtendedError(Host.Ask("host.example")));
    }

    [Fact]
    public void Negative_WhenUpstreamFellSilent_IsNotServedStale()
    {
        _upstream.Datagram = query => [WireBytes.NameError(query, 60)];
        Host.Ask("none.example");
        _upstream.Datagram = _ => [];
        _time.Step(61);
        Assert.Equal(2, WireBytes.RcodeOf(Host.Ask("none.example")));
    }

    [Fact]
    public void FloodOfMissingNames_LeavesAHotNameInTheCache()
    {
        _upstream.Datagram = query => WireBytes.TextOf(query).StartsWith("hot", StringComparison.Ordinal)
            ? [WireBytes.Answer(query, 1, 3000)]
            : [WireBytes.NameError(query, 3000)];
        for (int i = 0; i < 3; i++)
        {
            Host.Ask("hot.example");
        }

        for (int i = 0; i < 5 * DnsHost.Cache.Entries; i++)
        {
            Assert.Equal(3, WireBytes.RcodeOf(Host.Ask($"n{i}.example")));
        }

        Host.Ask("hot.example");
        Assert.Equal(1, _upstream.CountOf("hot.example"));
    }

    [Fact]
    public void Cache_ThatIsFull_ForgetsSomeAndServesAll()
    {
        int names = 3 * DnsHost.Cache.Entries;
        for (int i = 0; i < names; i++)
        {
            Assert.Equal(1, WireBytes.AnswerCount(Host.Ask($"n{i}.example")));
        }

        Assert.Equal(1, WireBytes.AnswerCount(Host.Ask("n0.example")));
        Assert.InRange(_upstream.CountOf("n0.example"), 1, 2);
        Assert.Equal(1, WireBytes.AnswerCount(Host.Ask($"n{names - 1}.example")));
        Assert.Equal(1, _upstream.CountOf($"n{names - 1}.example"));
    }
}
