using System.Net.Sockets;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

[Collection(AloneGroup.Name)]
public sealed class DnsOverloadTests
{
#if DEBUG
    private const int Outstanding = 2048;
#else
    private const int Outstanding = 65536;
#endif

    /// <summary>So many at a time are sent and their refusals read, that no socket's queue overflows.</summary>
    private const int Burst = 256;

    [Fact]
    public void Questions_BeyondTheTable_AreRefusedAtOnceAndServedAfterwards()
    {
        using ScriptedUpstream upstream = new();
        bool isSilent = true;
        upstream.Datagram = query => Volatile.Read(ref isSilent) ? [] : [WireBytes.Answer(query, 1, 300)];
        using DnsHost host = new(DnsHost.To(upstream) with
        {
            OutstandingMax = Outstanding,
            Limits = new() { DatagramMs = [4000, 100, 100], StreamMs = 4000, StaleMs = 4000 },
        });
        for (int first = 0; first < Outstanding; first += Burst)
        {
            for (int i = first; i < first + Burst; i++)
            {
                host.Client.Send(WireBytes.Query(i & 0xffff, $"n{i}.example"));
            }

            DnsHost.Until(() => host.Counters.Forwarded >= first + Burst);
        }

        Assert.Equal(0, host.Client.Available);
        using Socket other = host.NewClient();
        byte[] buffer = new byte[512];
        for (int i = 0; i < 100; i++)
        {
            other.Send(WireBytes.Query(i, $"more{i}.example"));
            Assert.Equal(2, WireBytes.RcodeOf(buffer[..other.Receive(buffer)]));
        }

        Assert.Equal(100, host.Counters.Overloaded);
        Volatile.Write(ref isSilent, false);
        DnsHost.Until(() =>
        {
            other.Send(WireBytes.Query(1, "after.example"));
            return WireBytes.RcodeOf(buffer[..other.Receive(buffer)]) == 0;
        });

        long settled = -1;
        DnsHost.Until(() =>
        {
            long before = Interlocked.Exchange(ref settled, host.Counters.UpstreamAnswers + host.Counters.UpstreamFailures);
            Thread.Sleep(200);
            return before == settled;
        });
    }
}
