using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

[Collection(AloneGroup.Name)]
public sealed class DnsForwardingTests
{
    [Fact]
    public void Query_WithOptionsOfTheClient_IsAskedWithoutThem()
    {
        using ScriptedUpstream upstream = new();
        using DnsHost host = DnsHost.Forwarding(upstream);
        byte[] cookie = [0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8];
        byte[] subnet = [0, 8, 0, 7, 0, 1, 24, 0, 198, 51, 100];
        byte[] reply = host.Ask(WireBytes.Query(7, "host.example", edns: WireBytes.Edns(0, [.. cookie, .. subnet])));

        Assert.Equal(0, WireBytes.RcodeOf(reply));
        (byte[] asked, _) = Assert.Single(upstream.Asked);
        Assert.Equal([1, 0, 0, 1, 0, 0, 0, 0, 0, 1], asked[2..12]);
        Assert.Equal(WireBytes.Edns(), asked[WireBytes.QuestionEnd(asked)..]);
    }

    [Fact]
    public void Query_WithTrailingOctets_IsNotForwarded()
    {
        using ScriptedUpstream upstream = new();
        using DnsHost host = DnsHost.Forwarding(upstream);
        Assert.Equal(1, WireBytes.RcodeOf(host.Ask([.. WireBytes.Query(7, "host.example"), 0x41])));
        Assert.Empty(upstream.Asked);
    }

    [Fact]
    public void Queries_OneAfterAnother_DifferInIdPortAndCase()
    {
        using ScriptedUpstream upstream = new();
        using DnsHost host = new(DnsHost.To(upstream) with { Cache = null });
        for (int i = 0; i < 40; i++)
        {
            host.Ask("a-long-enough-name.example");
        }

        Assert.True(upstream.Asked.Select(asked => WireBytes.Id(asked.Query)).Distinct().Count() > 35);
        Assert.True(upstream.Asked.Select(asked => asked.Port).Distinct().Count() > 8);
        Assert.True(upstream.Asked.Select(asked => Convert.ToHexString(WireBytes.NameOf(asked.Query))).Distinct().Count() > 35);
        Assert.All(upstream.Asked, asked => Assert.NotEqual(host.EndPoint.Port, asked.Port));
    }

    [Fact]
    public void Queries_OfManyForOneName_AreAskedOnce()
    {
        using ScriptedUpstream upstream = new();
        using ManualResetEventSlim released = new();
        upstream.Datagram = query =>
        {
            released.Wait(TestContext.Current.CancellationToken);
            return [WireBytes.Answer(query, 1, 300)];
        };
        using DnsHost host = DnsHost.Forwarding(upstream);
        for (int id = 0; id < 100; id++)
        {
            host.Client.Send(WireBytes.Query(id, id % 2 == 0 ? "Same.Example" : "sAME.eXAMPLE"));
        }

        DnsHost.Until(() => host.Counters.Coalesced == 99);
        released.Set();
        List<int> ids = [];
        for (int i = 0; i < 100; i++)
        {
            byte[] reply = host.Receive();
            ids.Add(WireBytes.Id(reply));
            Assert.Equal(1, WireBytes.AnswerCount(reply));
            Assert.Equal(WireBytes.Id(reply) % 2 == 0 ? "\u0004Same\u0007Example\0" : "\u0004sAME\u0007eXAMPLE\0",
                System.Text.Encoding.Latin1.GetString(WireBytes.NameOf(reply)));
        }

        Assert.Equal(Enumerable.Range(0, 100), ids.Order());
        Assert.Single(upstream.Asked);
    }

    [Fact]
    public void Reply_ComesFromTheAddressThatWasAsked()
    {
        using ScriptedUpstream upstream = new();
        using Telos.Daemon.Dns.DnsServer server = new(DnsHost.To(upstream), threads: 1);
        IPEndPoint any = server.Listen(new IPEndPoint(IPAddress.Any, 0));
        server.Start();
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        client.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        IPEndPoint asked = new(IPAddress.Parse("127.9.8.7"), any.Port);
        client.SendTo(WireBytes.Query(1, "host.example"), asked);
        client.ReceiveFrom(new byte[512], ref from);
        Assert.Equal(asked, from);
    }
}
