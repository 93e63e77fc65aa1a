using System.Diagnostics;
using System.Net;
using Telos.Daemon.Dns;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

[Collection(AloneGroup.Name)]
public sealed class DnsFailoverTests : IDisposable
{
    private const int NoReachableAuthority = 22;
    private readonly ScriptedUpstream _first = new();
    private readonly ScriptedUpstream _second = new();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Question_ThatTheFirstFailsOrRefuses_IsAskedOfTheSecond(int rcode)
    {
        _first.Datagram = query => [WireBytes.Rcode(query, rcode)];
        using DnsHost host = DnsHost.Forwarding(_first, _second);
        Assert.Equal(1, WireBytes.AnswerCount(host.Ask("host.example")));
        Assert.Equal(1, _first.CountOf("host.example"));
        Assert.Equal(1, _second.CountOf("host.example"));
    }

    [Fact]
    public void Names_ThatOnlyFail_DoNotPutAServerDown()
    {
        _first.Datagram = query =>
            [WireBytes.TextOf(query) == "good.example" ? WireBytes.Answer(query, 1, 0) : WireBytes.Rcode(query, 2)];
        using DnsHost host = DnsHost.Forwarding(_first);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(2, WireBytes.RcodeOf(host.Ask($"bad{i}.example")));
            Assert.Equal(1, WireBytes.AnswerCount(host.Ask("good.example")));
        }
    }

    [Fact]
    public void Names_OfDeadServers_DoNotPutALivingResolverDown()
    {
        _first.Datagram = query => WireBytes.TextOf(query).StartsWith("dead", StringComparison.Ordinal)
            ? [] : [WireBytes.Answer(query, 1, 0)];
        using DnsHost host = new(DnsHost.To(_first) with { Limits = DnsHost.Hasty });
        for (int i = 0; i < 20; i++)
        {
            host.Client.Send(WireBytes.Query(i, $"dead{i}.example"));
        }

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(2, WireBytes.RcodeOf(host.Receive()));
        }

        Assert.True(_first.CountOf("") > 0, "it was probed");
        Assert.Equal(1, WireBytes.AnswerCount(host.Ask("good.example")));
    }

    [Fact]
    public void FirstServer_ThatIsSilent_IsFoundOutAndNotAskedForAWhile()
    {
        _first.Datagram = _ => [];
        using DnsHost host = new(DnsHost.To(_first, _second) with
        {
            Limits = DnsHost.Hasty with { RestMsMin = 5000, RestMsMax = 5000 },
        });
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(1, WireBytes.AnswerCount(host.Ask($"n{i}.example")));
        }

        DnsHost.Until(() => host.Counters.UpstreamTimeouts >= 4);
        int asked = _first.Asked.Count;
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(1, WireBytes.AnswerCount(host.Ask($"m{i}.example")));
        }

        Assert.InRange(watch.ElapsedMilliseconds, 0, 1000);
        Assert.Equal(asked, _first.Asked.Count);
    }

    [Fact]
    public void AllServers_ThatAreDead_AreToldOfAtOnceWhenKnown_AndAskedAgainWhenBack()
    {
        Func<byte[], byte[][]> answers = _first.Datagram;
        _first.Datagram = _ => [];
        _second.Datagram = _ => [];
        using DnsHost host = new(DnsHost.To(_first, _second) with { Limits = DnsHost.Hasty });
        int asked = 0;
        DnsHost.Until(() => WireBytes.ExtendedError(host.Ask($"n{asked++}.example")) == NoReachableAuthority);

        Stopwatch watch = Stopwatch.StartNew();
        byte[] reply = host.Ask("known.example");
        Assert.Equal(2, WireBytes.RcodeOf(reply));
        Assert.Equal(NoReachableAuthority, WireBytes.ExtendedError(reply));
        Assert.InRange(watch.ElapsedMilliseconds, 0, 100);

        _first.Datagram = answers;
        DnsHost.Until(() => WireBytes.RcodeOf(host.Ask("known.example")) == 0);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 3000);
        Assert.Equal(1, WireBytes.AnswerCount(host.Ask("next.example")));
    }

    [Fact]
    public void BlackHole_OfSeconds_UnderLoad_RecoversWithAllNames()
    {
        bool isSilent = true;
        _first.Datagram = query => Volatile.Read(ref isSilent) ? [] : [WireBytes.Answer(query, 1, 300)];
        using DnsHost host = new(DnsHost.To(_first) with { Limits = DnsHost.Hasty });
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; watch.ElapsedMilliseconds < 2000; i++)
        {
            Assert.Equal(2, WireBytes.RcodeOf(host.Ask($"n{i}.example")));
        }

        Assert.True(host.Counters.Forwarded < 60, $"a dead server was asked {host.Counters.Forwarded} times");
        Volatile.Write(ref isSilent, false);
        DnsHost.Until(() => WireBytes.RcodeOf(host.Ask("back.example")) == 0);
        for (int i = 10_000; i < 10_100; i++)
        {
            Assert.Equal(1, WireBytes.AnswerCount(host.Ask($"n{i}.example")));
        }
    }

    [Fact]
    public void FirstServer_WhosePortIsClosed_IsLeftAtOnce()
    {
        IPEndPoint closed;
        using (ScriptedUpstream ended = new())
        {
            closed = ended.EndPoint;
        }

        using DnsHost host = new(DnsHost.To(_second) with
        {
            Upstreams = [new UpstreamAddress(closed, null), new UpstreamAddress(_second.EndPoint, null)],
        });
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(1, WireBytes.AnswerCount(host.Ask($"n{i}.example")));
        }

        Assert.InRange(watch.ElapsedMilliseconds, 0, 700);
        Assert.Equal(0, host.Counters.UpstreamTimeouts);
    }
}
