using System.Text;
using Telos.Core.Domains;
using Telos.Daemon.Dns;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

[Collection(AloneGroup.Name)]
public sealed class DnsAllocationTests
{
#if DEBUG
    private const int Queries = 10_000;
#else
    private const int Queries = 200_000;
#endif
    private const int Window = 64;

    /// <summary>A socket and its handle, which a port that is replaced takes.</summary>
    private const int BytesPerSocketMax = 512;
    private const int UsesPerSocket = 1024;
    private const int TurnsMax = 10;

    [Fact]
    public void Hits_AndDenials_AllocateNothing()
    {
        using ScriptedUpstream upstream = new();
        using MemoryStream list = new(Encoding.ASCII.GetBytes("denied.example\n"));
        using DnsHost host = new(DnsHost.To(upstream) with { Denied = new DeniedNames(NameSet.Read(list, HashKey.Random())) });
        byte[] hit = WireBytes.Query(1, "host.example", edns: WireBytes.Edns());
        byte[] denial = WireBytes.Query(2, "below.denied.example", edns: WireBytes.Edns());
        Blast(host, 2 * Window, i => i % 2 == 0 ? hit : denial);
        Assert.Equal(0, AllocatedBy(host, () => Blast(host, Queries, i => i % 2 == 0 ? hit : denial)));
        Assert.True(host.Counters.Denied >= Queries / 2);
        Assert.True(host.Counters.CacheHits >= Queries / 2);
    }

    [Fact]
    public void Misses_AllocateNothingButTheirPorts()
    {
        using ScriptedUpstream upstream = new();
        using DnsHost host = new(DnsHost.To(upstream) with { Cache = null });
        byte[] query = WireBytes.Query(1, "host-0.example", edns: WireBytes.Edns());
        int misses = Queries / 4;
        Blast(host, 64 * Window, i => Numbered(query, i));
        long before = Settled(host);
        long forwarded = host.Counters.Forwarded;
        Blast(host, misses, i => Numbered(query, i));
        long sockets = ((host.Counters.Forwarded - forwarded) / UsesPerSocket) + 16 + host.Counters.Mismatches;
        Assert.InRange(Settled(host) - before, 0, sockets * BytesPerSocketMax);
    }

    // Different in a digit, so that few are coalesced.
    private static byte[] Numbered(byte[] query, int i)
    {
        query[18] = (byte)('0' + (i % 10));
        query[13] = (byte)('a' + (i / 10 % 26));
        return query;
    }

    /// <summary>
    /// What the host's thread allocates. A collection takes back the rest of the thread's buffer, which then counts as
    /// allocated, when the thread next says so: such a turn is done again. What really allocates does so in each.
    /// </summary>
    private static long AllocatedBy(DnsHost host, Action act)
    {
        for (int turn = 1; ; turn++)
        {
            long before = Settled(host);
            act();
            long allocated = Settled(host) - before;
            if (allocated == 0 || turn == TurnsMax)
            {
                return allocated;
            }
        }
    }

    private static void Blast(DnsHost host, int queries, Func<int, byte[]> query)
    {
        byte[] buffer = new byte[2048];
        int received = 0;
        for (int sent = 0; sent < queries; sent++)
        {
            host.Client.Send(query(sent));
            if (sent - received >= Window)
            {
                host.Client.Receive(buffer);
                received++;
            }
        }

        for (; received < queries; received++)
        {
            host.Client.Receive(buffer);
        }
    }

    /// <summary>After the turn in which the last query was served.</summary>
    private static long Settled(DnsHost host)
    {
        long seen;
        do
        {
            seen = host.Counters.AllocatedBytes;
            Thread.Sleep(50);
        }
        while (Volatile.Read(ref host.Counters.AllocatedBytes) != seen);
        return seen;
    }
}
