using Xunit;

namespace Telos.Daemon.Tests.Dns;

[Collection(AloneGroup.Name)]
public sealed class DnsRejectionTests
{
    [Theory]
    [InlineData(255)]
    [InlineData(252)]
    [InlineData(251)]
    public void Query_ForAnyOrATransfer_IsNotImplemented(int type) =>
        Assert.Equal(4, WireBytes.RcodeOf(ReplyTo(WireBytes.Query(1, "host.example", type))));

    [Fact]
    public void Query_OfEdnsVersion1_IsBadVersion()
    {
        byte[] reply = ReplyTo(WireBytes.Query(1, "host.example", edns: WireBytes.Edns(version: 1)));
        Assert.Equal(0, WireBytes.RcodeOf(reply));
        int edns = WireBytes.QuestionEnd(reply);
        Assert.Equal(1, reply[edns + 5]);
        Assert.Equal(0, reply[edns + 6]);
    }

    [Theory]
    [InlineData("a\0b.example")]
    [InlineData("good.example\0.evil.example")]
    [InlineData("sp ace.example")]
    public void Query_WithForeignOctets_IsDenied(string name)
    {
        byte[] reply = ReplyTo(WireBytes.Query(1, name, edns: WireBytes.Edns()));
        Assert.Equal(3, WireBytes.RcodeOf(reply));
        Assert.Equal(15, WireBytes.ExtendedError(reply));
    }

    [Fact]
    public void Response_AndRunt_AreNotAnswered()
    {
        using ScriptedUpstream upstream = new();
        using DnsHost host = DnsHost.Forwarding(upstream);
        byte[] query = WireBytes.Query(1, "host.example");
        host.Client.Send(WireBytes.Answer(query, 1, 300));
        host.Client.Send(WireBytes.Rcode(query, 2));
        host.Client.Send(query.AsSpan(0, 11));
        Assert.Equal(2, WireBytes.Id(host.Ask(WireBytes.Query(2, "host.example"))));
        Assert.Equal(3, host.Counters.Malformed);
    }

    private static byte[] ReplyTo(byte[] query)
    {
        using ScriptedUpstream upstream = new();
        using DnsHost host = DnsHost.Forwarding(upstream);
        byte[] reply = host.Ask(query);
        Assert.Empty(upstream.Asked);
        return reply;
    }
}
