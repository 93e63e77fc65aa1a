using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class DnsReplyTests
{
    private const string MixedQuestion = "03'WwW'07'ExAmple'03'cOm'00 0001 0001 ";
    private const string Address = "c00c 0001 0001 0000003c 0004 c0000201 ";
    private const string Opt = "00 0029 04d0 00000000 0000";

    private static readonly byte[] s_json = """{"c":["mailto:ops@example.com"],"j":"not granted","s":0}"""u8.ToArray();

    [Fact]
    public void WriteAnswer_RepeatsTheQuestionLetterByLetter()
    {
        byte[] reply = Answer(Samples.QueryMixedCase, Address, ageSeconds: 0);
        Assert.Equal(Octets.Of("1234 8180 0001 0001 0000 0000" + MixedQuestion + Address), reply);
    }

    // RD and CD are the client's; AA, AD, Z and TC are not repeated.
    [Theory]
    [InlineData("0000", "8080")]
    [InlineData("0100", "8180")]
    [InlineData("0110", "8190")]
    [InlineData("07ff", "8190")]
    public void WriteAnswer_FlagsOfTheClient(string asked, string expected)
    {
        byte[] reply = Answer(Octets.Of("abcd" + asked + "0001 0000 0000 0000" + Octets.Question), Address, ageSeconds: 0);
        Assert.Equal(Octets.Of("abcd" + expected), reply[..4]);
    }

    [Fact]
    public void WriteAnswer_EdnsWhereItWasUsed()
    {
        byte[] reply = Answer(Samples.QueryEdns, Address, ageSeconds: 0);
        Assert.Equal(Octets.Of("1234 8180 0001 0001 0000 0001" + Octets.Question + Address + Opt), reply);
        byte[] signed = Answer(Samples.QueryWithOptions, Address, ageSeconds: 0);
        Assert.Equal(
            Octets.Of("1234 8180 0001 0001 0000 0001" + Octets.Question + Address + "00 0029 04d0 00008000 0000"), signed);
    }

    [Theory]
    [InlineData(0u, "0000003c")]
    [InlineData(7u, "00000035")]
    [InlineData(60u, "00000000")]
    [InlineData(uint.MaxValue, "00000000")]
    public void WriteAnswer_TimesToLive_AreLessByTheAge(uint ageSeconds, string ttl)
    {
        byte[] reply = Answer(Samples.QueryMixedCase, Address, ageSeconds);
        Assert.Equal(Octets.Of(ttl), reply[39..43]);
    }

    // RFC 8767 4
    [Fact]
    public void WriteAnswer_Stale_Lives30SecondsAndSaysSo()
    {
        byte[] reply = Answer(Samples.QueryEdns, Address, 5000, isStale: true, ExtendedError.StaleAnswer);
        Assert.Equal(
            Octets.Of(
                "1234 8180 0001 0001 0000 0001" + Octets.Question + "c00c 0001 0001 0000001e 0004 c0000201"
                + "00 0029 04d0 00000000 0006 000f 0002 0003"),
            reply);
    }

    [Theory]
    [InlineData(29, 512, false)]
    [InlineData(30, 512, true)]
    [InlineData(74, 1232, false)]
    [InlineData(75, 1232, true)]
    public void WriteAnswer_ThatDoesNotFit_IsTruncatedToTheQuestion(int addresses, int room, bool isTruncated)
    {
        byte[] reply = Answer(Octets.Query(MixedQuestion), $"({Address})*{addresses}", 0, room: room);
        byte[] expected = isTruncated
            ? Octets.Of("1234 8380 0001 0000 0000 0000" + MixedQuestion)
            : Octets.Of($"1234 8180 0001 {addresses:x4} 0000 0000" + MixedQuestion + $"({Address})*{addresses}");
        Assert.Equal(expected, reply);
    }

    // 33 + 29 * 16 + 11 = 508 fit, with an extended error 514 do not.
    [Fact]
    public void WriteAnswer_WhoseErrorDoesNotFit_IsTruncated()
    {
        byte[] whole = Answer(Samples.QueryEdns, $"({Address})*29", 0, room: 512);
        Assert.Equal(508, whole.Length);
        byte[] cut = Answer(Samples.QueryEdns, $"({Address})*29", 0, isStale: true, ExtendedError.StaleAnswer, room: 512);
        Assert.Equal(Octets.Of("1234 8380 0001 0000 0000 0001" + Octets.Question + Opt), cut);
    }

    [Fact]
    public void WriteError_HasTheReasonAsText()
    {
        byte[] reply = Error(Samples.QueryEdns, DnsRcode.NxDomain, ExtendedError.Blocked, 512);
        byte[] head = Octets.Of(
            "1234 8183 0001 0000 0000 0001" + Octets.Question + "00 0029 04d0 00000000"
            + (6 + s_json.Length).ToString("x4") + "000f" + (2 + s_json.Length).ToString("x4") + "000f");
        Assert.Equal([.. head, .. s_json], reply);
    }

    [Fact]
    public void WriteError_WithoutEdns_HasNoReason() =>
        Assert.Equal(
            Octets.Of("1234 8185 0001 0000 0000 0000" + MixedQuestion),
            Error(Samples.QueryMixedCase, DnsRcode.Refused, ExtendedError.Prohibited, 512));

    // 33 of header and question, 11 of OPT, 6 of the code, then the text.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(12, 0)]
    [InlineData(32, 0)]
    [InlineData(33, 33)]
    [InlineData(49, 33)]
    [InlineData(50, 50)]
    [InlineData(105, 50)]
    [InlineData(106, 106)]
    public void WriteError_WhatDoesNotFit_IsLeftOutWhole(int room, int length)
    {
        Assert.Equal(56, s_json.Length);
        Assert.Equal(length, Error(Samples.QueryEdns, DnsRcode.NxDomain, ExtendedError.Filtered, room).Length);
    }

    // RFC 6891 6.1.3: BADVERS is 16, of which the upper bits are in OPT.
    [Fact]
    public void WriteError_BadVersion_IsInBothPlaces()
    {
        byte[] message = Octets.Query(Octets.Question + "00 0029 04d0 00010000 0000", "0001 0000 0000 0001");
        Assert.Equal(DnsStatus.EdnsVersion, DnsQuery.TryParse(message, out DnsQuery query));
        byte[] reply = new byte[512];
        int length = DnsReply.WriteError(message, query, DnsRcode.BadVers, null, default, reply);
        Assert.Equal(
            Octets.Of("1234 8180 0001 0000 0000 0001" + Octets.Question + "00 0029 04d0 01000000 0000"), reply[..length]);
    }

    [Fact]
    public void WriteError_WithoutAReadableQuestion_IsAHeader()
    {
        byte[] message = Octets.Of("1234 2910 0002 0000 0000 0000" + Octets.Question);
        Assert.Equal(DnsStatus.OpcodeUnsupported, DnsQuery.TryParse(message, out DnsQuery query));
        byte[] reply = new byte[512];
        int length = DnsReply.WriteError(message, query, DnsRcode.NotImp, ExtendedError.Other, s_json, reply);
        Assert.Equal(Octets.Of("1234 a994 0000 0000 0000 0000"), reply[..length]);
    }

    [Theory]
    [InlineData(DnsRcode.FormErr)]
    [InlineData(DnsRcode.ServFail)]
    [InlineData(DnsRcode.NxDomain)]
    [InlineData(DnsRcode.Refused)]
    [InlineData(DnsRcode.BadVers)]
    public void WriteError_EveryReply_IsReadAsAResponse(DnsRcode rcode)
    {
        for (int room = 44; room < 200; room++)
        {
            byte[] reply = Error(Samples.QueryEdns, rcode, ExtendedError.Blocked, room);
            Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(reply, out DnsResponse response));
            Assert.Equal(response.Edns.IsPresent ? (int)rcode : (int)rcode & 0xf, (int)response.Rcode);
        }
    }

    private static byte[] Error(byte[] message, DnsRcode rcode, ExtendedError error, int room)
    {
        Assert.Equal(DnsStatus.Ok, DnsQuery.TryParse(message, out DnsQuery query));
        byte[] reply = new byte[room];
        return reply[..DnsReply.WriteError(message, query, rcode, error, s_json, reply)];
    }

    private static byte[] Answer(
        byte[] message, string records, uint ageSeconds, bool isStale = false, ExtendedError? error = null, int room = 1232)
    {
        byte[] octets = Octets.Of(records);
        Canonical answer = Canonical.Of(
            Octets.Response("0001" + (octets.Length / 16).ToString("x4") + "0000 0000", Octets.Question + records));
        Assert.Equal(DnsStatus.Ok, DnsQuery.TryParse(message, out DnsQuery query));
        byte[] reply = new byte[room];
        AgedAnswer aged = new(answer.Wire, answer.TtlOffsets, ageSeconds, isStale);
        return reply[..DnsReply.WriteAnswer(message, query, aged, error, reply)];
    }
}
