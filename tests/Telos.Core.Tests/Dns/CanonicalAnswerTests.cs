using System.Buffers.Binary;
using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class CanonicalAnswerTests
{
    private const string Head = "0000 8080 0001 ";
    private const string Address = "c00c 0001 0001 0000003c 0004 c0000201 ";

    /// <summary>Messages, their canonical forms, and the least time to live.</summary>
    public static TheoryData<byte[], byte[], AnswerKind, uint> Forms => new()
    {
        { Samples.CnameAndThree, Samples.CnameAndThreeCanonical, AnswerKind.Data, 60 },
        { Samples.ChainOfThree, Samples.ChainOfThreeCanonical, AnswerKind.Data, 20 },
        { Samples.MailServers, Samples.MailServersCanonical, AnswerKind.Data, 3600 },
        { Samples.NxDomain, Samples.NxDomainCanonical, AnswerKind.NameError, 300 },
        { Samples.NoData, Samples.NoDataCanonical, AnswerKind.NoData, 300 },
        { Samples.SubtreeAlias, Samples.SubtreeAliasCanonical, AnswerKind.Data, 60 },
        { Samples.ServiceBinding, Samples.ServiceBindingCanonical, AnswerKind.Data, 300 },
        { Samples.Text, Samples.TextCanonical, AnswerKind.Data, 300 },
        { Samples.ReverseName, Samples.ReverseNameCanonical, AnswerKind.Data, 300 },
    };

    public static TheoryData<byte[], bool> Answers => new()
    {
        { Samples.CnameAndThree, false }, { Samples.ChainOfThree, false }, { Samples.MailServers, false },
        { Samples.NxDomain, false }, { Samples.NoData, false }, { Samples.NoDataChain, false },
        { Samples.SubtreeAlias, false }, { Samples.ServiceBinding, false }, { Samples.CompressedServer, false },
        { Samples.NamingAuthority, false }, { Samples.Text, false }, { Samples.ReverseName, false },
        { Samples.Signed, false }, { Samples.Signed, true }, { Samples.Wildcard, true }, { Samples.NxDomainSigned, true },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void TryBuild_IsWhatAnotherImplementationWrites(byte[] message, byte[] expected, AnswerKind kind, uint ttl)
    {
        Canonical answer = Canonical.Of(message);
        Assert.Equal(Convert.ToHexStringLower(expected), Convert.ToHexStringLower(answer.Wire));
        Assert.Equal((DnsStatus.Ok, kind, ttl), (answer.Status, answer.Shape.Kind, answer.Shape.Ttl));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void TryBuild_OfACanonicalAnswer_IsThatAnswer(byte[] message, bool dnssecOk)
    {
        Canonical answer = Canonical.Of(message, dnssecOk);
        Assert.Equal(DnsStatus.Ok, answer.Status);
        Assert.NotEqual(AnswerKind.Failure, answer.Shape.Kind);
        Canonical again = Canonical.Of(answer.Wire, dnssecOk);
        Assert.Equal(answer.Wire, again.Wire);
        Assert.Equal(answer.TtlOffsets, again.TtlOffsets);
        Assert.Equal((answer.Status, answer.Shape), (again.Status, again.Shape));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void TryBuild_TtlOffsets_AreThoseOfTheRecords(byte[] message, bool dnssecOk)
    {
        Canonical answer = Canonical.Of(message, dnssecOk);
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(answer.Wire, out DnsResponse response));
        DnsRecordCursor records = response.Records;
        List<ushort> expected = [];
        while (records.MoveNext())
        {
            // RFC 1035 4.1.3: six octets before the data.
            expected.Add((ushort)(records.Current.RdataOffset - 6));
            Assert.Equal(records.Current.Ttl, BinaryPrimitives.ReadUInt32BigEndian(answer.Wire.AsSpan(expected[^1])));
        }

        Assert.Equal(expected, answer.TtlOffsets);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void TryBuild_WithoutRoom_LeavesNothingHalfWritten(byte[] message, bool dnssecOk)
    {
        Canonical whole = Canonical.Of(message, dnssecOk);
        for (int room = 0; room < whole.Wire.Length; room++)
        {
            Canonical cut = Canonical.Of(message, dnssecOk, room);
            Assert.Equal((DnsStatus.NoRoom, new AnswerShape(AnswerKind.Failure, 0, 0, 0)), (cut.Status, cut.Shape));
        }

        for (int ttlRoom = 0; ttlRoom < whole.TtlOffsets.Length; ttlRoom++)
        {
            Assert.Equal(DnsStatus.NoRoom, Canonical.Of(message, dnssecOk, ttlRoom: ttlRoom).Status);
        }

        Assert.Equal(whole.Wire, Canonical.Of(message, dnssecOk, whole.Wire.Length, whole.TtlOffsets.Length).Wire);
    }

    // a A; b CNAME a; www CNAME b: the chain is www, b, a.
    [Fact]
    public void TryBuild_ChainInAnyOrder_ComesInTheChainsOrder()
    {
        const string Data = "01'a'c010 0001 0001 00000003 0004 c0000201 ";
        const string Second = "01'b'c010 0005 0001 00000002 0004 01'a'c010 ";
        const string First = "c00c 0005 0001 00000001 0004 01'b'c010 ";
        byte[] expected = Octets.Of(
            Head + "0003 0000 0000" + Octets.Question + "c00c 0005 0001 00000001 0004 01'b'c010"
            + "c02d 0005 0001 00000002 0004 01'a'c010 c03d 0001 0001 00000003 0004 c0000201");
        foreach (string order in (string[])
        [
            First + Second + Data, First + Data + Second, Second + First + Data, Second + Data + First, Data + First + Second,
            Data + Second + First,
        ])
        {
            Canonical answer = Canonical.Of(Octets.Response("0001 0003 0000 0000", Octets.Question + order));
            Assert.Equal(expected, answer.Wire);
            Assert.Equal((AnswerKind.Data, 1u), (answer.Shape.Kind, answer.Shape.Ttl));
        }
    }

    [Theory]
    [InlineData("c00c 0005 0001 0000003c 0002 c00c", "0001")]
    [InlineData("c00c 0005 0001 0000003c 0004 01'a'c010 c02d 0005 0001 0000003c 0002 c00c", "0002")]
    public void TryBuild_AliasesInACircle_AreRejected(string records, string count) =>
        Assert.Equal(DnsStatus.AliasChain, Canonical.Of(Response(count, "0000", records)).Status);

    [Theory]
    [InlineData(15, DnsStatus.Ok)]
    [InlineData(16, DnsStatus.Ok)]
    [InlineData(17, DnsStatus.AliasChain)]
    public void TryBuild_16AliasesAreAChain_17AreNot(int aliases, DnsStatus status)
    {
        Canonical answer = Canonical.Of(Chain(aliases, ""));
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == DnsStatus.Ok ? aliases + 1 : 0, answer.Shape.TtlCount);
    }

    // A chain of 16 through 3,000 unrelated addresses: nobody's answer, and 48,000 records to look at.
    [Fact]
    public void TryBuild_LongChainInALargeMessage_IsRejected()
    {
        string bulk = "(c010 0001 0001 0000003c 0004 c0000209)*3000";
        Assert.Equal(DnsStatus.AliasChain, Canonical.Of(Chain(16, bulk, 3000)).Status);
        Assert.Equal(DnsStatus.Ok, Canonical.Of(Chain(3, bulk, 3000)).Status);
    }

    [Fact]
    public void TryBuild_NoDataBehindAChain_HasTheChainAndTheLastZonesStart()
    {
        Canonical answer = Canonical.Of(Samples.NoDataChain);
        Assert.Equal((AnswerKind.NoData, 2, 30u), (answer.Shape.Kind, answer.Shape.TtlCount, answer.Shape.Ttl));
        Assert.Equal(Octets.Of("0001 0001 0001 0000"), answer.Wire[4..12]);
    }

    // RFC 2308 5: the lesser of the SOA's time to live and its minimum.
    [Theory]
    [InlineData("0000012c", "00000e10", 300u)]
    [InlineData("00000e10", "0000012c", 300u)]
    [InlineData("00000e10", "00000000", 0u)]
    [InlineData("00000e10", "ffffffff", 3600u)]
    [InlineData("ffffffff", "0000012c", 0u)]
    public void TryBuild_NegativeAnswer_LivesAsTheZoneSays(string ttl, string minimum, uint expected)
    {
        byte[] message = Octets.Of(
            "1234 8183 0001 0000 0001 0000" + Octets.Question + "c010 0006 0001" + ttl + "0018 c010 c010 00*16 " + minimum);
        Canonical answer = Canonical.Of(message);
        Assert.Equal((AnswerKind.NameError, expected), (answer.Shape.Kind, answer.Shape.Ttl));
    }

    [Fact]
    public void TryBuild_StartOfAnotherZone_IsLeftOut()
    {
        byte[] message = Octets.Of(
            "1234 8183 0001 0000 0001 0000" + Octets.Question + "03'org'00 0006 0001 00000e10 0018 c010 c010 00*16 0000012c");
        Canonical answer = Canonical.Of(message);
        Assert.Equal((AnswerKind.NameError, 0u, 33), (answer.Shape.Kind, answer.Shape.Ttl, answer.Wire.Length));
    }

    // 0000: neither AA nor RA; 0400: AA.
    [Theory]
    [InlineData("8000", "0000", "", AnswerKind.Failure)]
    [InlineData("8400", "0000", "", AnswerKind.NoData)]
    [InlineData("8080", "0000", "", AnswerKind.NoData)]
    [InlineData("8400", "0001", "c00c 0005 0001 0000003c 0007 01'x'03'org'00", AnswerKind.Failure)]
    public void TryBuild_Referral_IsNoAnswer(string flags, string answers, string records, AnswerKind kind)
    {
        byte[] message = Octets.Of(
            "1234" + flags + "0001" + answers + "0001 0000" + Octets.Question + records
            + "c018 0002 0001 0000003c 0004 01'n'c018");
        Assert.Equal(kind, Canonical.Of(message).Shape.Kind);
    }

    [Theory]
    [InlineData("8181")]
    [InlineData("8182")]
    [InlineData("8184")]
    [InlineData("8185")]
    [InlineData("818f")]
    [InlineData("8380")]
    [InlineData("8183")]
    public void TryBuild_FailuresTruncationAndContradictions_AreNoAnswer(string flags)
    {
        Canonical answer = Canonical.Of(Octets.Of("1234" + flags + "0001 0001 0000 0000" + Octets.Question + Address));
        Assert.Equal((DnsStatus.Ok, new AnswerShape(AnswerKind.Failure, 0, 0, 0)), (answer.Status, answer.Shape));
    }

    [Theory]
    [InlineData("c00c 0010 0003 0000003c 0002 01'x'")]
    [InlineData("c010 0001 0001 0000003c 0004 c0000209")]
    [InlineData("c00c 001c 0001 0000003c 0010 00*16")]
    [InlineData("c00c 002e 0001 0000003c 0013 0001 00*16 00")]
    [InlineData("c010 0027 0001 0000003c 0002 c018")]
    public void TryBuild_OtherAnswers_AreLeftOut(string record)
    {
        Canonical answer = Canonical.Of(Response("0002", "0000", record + Address));
        Assert.Equal(Octets.Of(Head + "0001 0000 0000" + Octets.Question + Address), answer.Wire);
    }

    [Theory]
    [InlineData("0000 0001 0000")]
    [InlineData("0000 0000 0001")]
    public void TryBuild_AnswersInOtherSections_AreIgnored(string counts)
    {
        Canonical answer = Canonical.Of(Octets.Response("0001" + counts, Octets.Question + Address));
        Assert.Equal((AnswerKind.NoData, 33), (answer.Shape.Kind, answer.Wire.Length));
    }

    [Fact]
    public void TryBuild_QuestionForAnAlias_IsAnsweredByIt()
    {
        const string Alias = "c00c 0005 0001 0000003c 0004 01'a'c010 ";
        const string Asked = "03'www'07'example'03'com'00 0005 0001 ";
        Canonical answer = Canonical.Of(Octets.Response(
            "0001 0002 0000 0000", Asked + Alias + "c02d 0001 0001 0000003c 0004 c0000201"));
        Assert.Equal(Octets.Of(Head + "0001 0000 0000" + Asked + Alias), answer.Wire);
    }

    private static byte[] Response(string answers, string authority, string records) =>
        Octets.Response("0001" + answers + authority + "0000", Octets.Question + records);

    // www CNAME 01, 01 CNAME 02 and so on, the last with an address; then the bulk.
    private static byte[] Chain(int aliases, string bulk, int bulkCount = 0)
    {
        string records = "";
        string owner = "c00c";
        for (int i = 1; i <= aliases; i++)
        {
            string target = $"02'{i:d2}'c010";
            records += $"{owner} 0005 0001 0000003c 0005 {target}";
            owner = target;
        }

        records += owner + "0001 0001 0000003c 0004 c0000201" + bulk;
        return Response((aliases + 1 + bulkCount).ToString("x4"), "0000", records);
    }
}
