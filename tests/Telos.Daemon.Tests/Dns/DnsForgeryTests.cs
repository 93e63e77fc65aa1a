using Xunit;

namespace Telos.Daemon.Tests.Dns;

/// <summary>The forger's address ends in 66, the server's in 1 by UDP and in 2 by TCP.</summary>
[Collection(AloneGroup.Name)]
public sealed class DnsForgeryTests
{
    private const byte Forged = 66;

    [Fact]
    public void Answer_InOtherLetterCase_IsAskedForByStream()
    {
        byte[] reply = ReplyTo(query =>
            [WireBytes.Answer(OtherCase(query), Forged, 300)]);
        Assert.Equal(2, reply[^12]);
    }

    [Fact]
    public void Answer_ToAnotherQuestion_IsAskedForByStream()
    {
        byte[] reply = ReplyTo(query =>
            [WireBytes.Answer([.. query[..2], .. WireBytes.Query(0, "other.example")[2..]], Forged, 300)]);
        Assert.Equal(2, reply[^12]);
    }

    [Fact]
    public void Answer_ThatIsMalformed_IsAskedForByStream()
    {
        byte[] reply = ReplyTo(query =>
            [WireBytes.Answer(query, Forged, 300)[..^1]]);
        Assert.Equal(2, reply[^12]);
    }

    [Fact]
    public void Answer_WithTruncation_IsAskedForByStream()
    {
        byte[] reply = ReplyTo(query =>
            [WireBytes.Truncated(query)]);
        Assert.Equal(2, reply[^12]);
    }

    [Fact]
    public void Answer_WithAnotherId_DoesNotEndTheWait()
    {
        byte[] reply = ReplyTo(query =>
            [WireBytes.Answer([(byte)~query[0], .. query[1..]], Forged, 300), WireBytes.Answer(query, 1, 300)]);
        Assert.Equal(1, reply[^12]);
    }

    [Fact]
    public void Answer_ThatIsGarbage_DoesNotEndTheWait()
    {
        byte[] reply = ReplyTo(query => [[], [1], query, WireBytes.Answer(query, 1, 300)]);
        Assert.Equal(1, reply[^12]);
    }

    [Fact]
    public void Answer_AfterSixteenGuessesAtThePort_IsAskedForByStream()
    {
        byte[] reply = ReplyTo(query => [.. Guesses(query, 16), WireBytes.Answer(query, Forged, 300)]);
        Assert.Equal(2, reply[^12]);
    }

    [Fact]
    public void Answer_AfterFifteenGuessesAtThePort_IsTaken()
    {
        byte[] reply = ReplyTo(query => [.. Guesses(query, 15), WireBytes.Answer(query, 1, 300)]);
        Assert.Equal(1, reply[^12]);
    }

    [Fact]
    public void Answer_FromAnotherAddress_IsNotTaken()
    {
        using ScriptedUpstream stranger = new();
        using ScriptedUpstream upstream = new();
        upstream.Datagram = query =>
        {
            stranger.Send(WireBytes.Answer(query, Forged, 300), upstream.Asked.Last().Port);
            return [WireBytes.Answer(query, 1, 300)];
        };
        using DnsHost host = DnsHost.Forwarding(upstream);
        Assert.Equal(1, host.Ask("host.example")[^12]);
    }

    [Fact]
    public void Port_ThatGotAStray_IsNotUsedAgain()
    {
        using ScriptedUpstream upstream = new();
        upstream.Datagram = query => [.. Guesses(query, 1), WireBytes.Answer(query, 1, 300)];
        using DnsHost host = new(DnsHost.To(upstream) with { Cache = null });
        for (int i = 0; i < 50; i++)
        {
            host.Ask("host.example");
        }

        Assert.True(upstream.Asked.Select(asked => asked.Port).Distinct().Count() > 45);
        Assert.Equal(50, host.Counters.Mismatches);
    }

    [Fact]
    public void Stream_ThatIsTruncatedOrMalformed_FailsAndIsNotTaken()
    {
        using ScriptedUpstream upstream = new();
        upstream.Datagram = query => [WireBytes.Truncated(query)];
        upstream.Stream = query => [.. query[..2], 0x83, 0x80, .. WireBytes.Answer(query, Forged, 300)[4..]];
        using DnsHost host = new(DnsHost.To(upstream) with { Limits = DnsHost.Hasty });
        Assert.Equal(2, WireBytes.RcodeOf(host.Ask("host.example")));
        upstream.Stream = query => WireBytes.Answer(query, Forged, 300)[..^1];
        Assert.Equal(2, WireBytes.RcodeOf(host.Ask("next.example")));
    }

    private static byte[] ReplyTo(Func<byte[], byte[][]> datagrams)
    {
        using ScriptedUpstream upstream = new();
        upstream.Datagram = datagrams;
        using DnsHost host = DnsHost.Forwarding(upstream);
        byte[] reply = host.Ask("host-with-letters.example");
        Assert.Equal(0, WireBytes.RcodeOf(reply));
        Assert.Equal(1, WireBytes.AnswerCount(reply));
        byte[] cached = host.Ask("host-with-letters.example");
        Assert.Equal(reply[^12], cached[^12]);
        return reply;
    }

    private static IEnumerable<byte[]> Guesses(byte[] query, int count) => Enumerable.Range(1, count)
        .Select(i => WireBytes.Answer([query[0], (byte)(query[1] ^ i), .. query[2..]], Forged, 300));

    private static byte[] OtherCase(byte[] query)
    {
        byte[] other = [.. query];
        int letter = Array.FindIndex(other, 13, octet => char.IsAsciiLetter((char)octet));
        other[letter] ^= 0x20;
        return other;
    }
}
