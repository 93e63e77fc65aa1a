using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class DnsWriterTests
{
    private const string Head = "0000 8080 0001 0001 0000 0000 ";

    // RFC 3597 4: types later than RFC 1035 have their names written out.
    [Fact]
    public void TryWriteRecord_CompressedServer_IsDecompressed()
    {
        const string Question = "04'_sip'04'_udp'07'example'03'com'00 0021 0001 ";
        Assert.Equal(
            Octets.Of(Head + Question + "c00c 0021 0001 0000012c 0017 0000 0005 13c4 03'sip'07'example'03'com'00"),
            Canonical.Of(Samples.CompressedServer).Wire);
    }

    [Fact]
    public void TryWriteRecord_CompressedNamingAuthority_IsDecompressed()
    {
        const string Question = "07'example'03'com'00 0023 0001 ";
        byte[] message = Octets.Response(
            "0001 0001 0000 0000", Question + "c00c 0023 0001 0000003c 000b 0064 000a 01'S' 00 01'R' c00c");
        Assert.Equal(
            Octets.Of(Head + Question + "c00c 0023 0001 0000003c 0016 0064 000a 01'S' 00 01'R' 07'example'03'com'00"),
            Canonical.Of(message).Wire);
    }

    // RFC 3597 3: octets, even where they look like a pointer.
    [Fact]
    public void TryWriteRecord_UnknownType_IsCopiedAsItIs()
    {
        const string Question = "07'Example'03'com'00 ff01 0001 ";
        byte[] message = Octets.Response("0001 0001 0000 0000", Question + "c00c ff01 0001 0000003c 0006 c00c 'ABCD'");
        Assert.Equal(
            Octets.Of(Head + "07'example'03'com'00 ff01 0001 c00c ff01 0001 0000003c 0006 c00c 'ABCD'"),
            Canonical.Of(message).Wire);
    }

    [Fact]
    public void TryWriteRecord_LettersOfADataString_AreKept() =>
        Assert.True(Canonical.Of(Samples.Text).Wire.AsSpan().IndexOf("Second String"u8) > 0);

    // A pointer has 14 bits: the texts lead behind its reach, where the two new names are; the second is not pointed to.
    [Fact]
    public void TryWriteRecord_BehindTheReachOfPointers_IsWrittenOut()
    {
        byte[] message = Octets.Response(
            "0001 0048 0000 0000",
            "07'example'03'com'00 0010 0001 (c00c 0010 0001 0000003c 00fd fc 'x'*252)*70 "
            + "(01'n'03'net'00 0002 0001 0000003c 0007 01'm'03'net'00)*2");
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(message, out DnsResponse response));
        DnsRecordCursor records = response.Records;
        DnsWriter writer = new(new byte[65535], 0, 0);
        Assert.Equal(DnsStatus.Ok, writer.TryWriteQuestion(Octets.Of("07'example'03'com'00"), DnsType.TXT));
        while (records.MoveNext())
        {
            Assert.Equal(DnsStatus.Ok, writer.TryWriteRecord(records.Current, DnsSection.Answer, out _));
        }

        Assert.Equal(message[4..], writer.Written[4..].ToArray());
    }

    [Fact]
    public void TryWrite_BufferBeyondAMessage_IsNotUsed()
    {
        DnsWriter writer = new(new byte[70000], 0, 0);
        Assert.Equal(DnsStatus.Ok, writer.TryWriteQuestion(Octets.Of("03'com'00"), DnsType.TXT));
        byte[] text = new byte[65535 - 21 - 17];
        Assert.Equal(DnsStatus.NoRoom, writer.TryWriteEdns(DnsRcode.NoError, false, ExtendedError.Other, [.. text, 0]));
        Assert.Equal(DnsStatus.Ok, writer.TryWriteEdns(DnsRcode.NoError, false, ExtendedError.Other, text));
        Assert.Equal(65535, writer.Length);
    }

    [Fact]
    public void TryWrite_WithoutRoom_TakesBackAllOfItsPart()
    {
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(Samples.CnameAndThree, out DnsResponse response));
        DnsRecordCursor records = response.Records;
        Assert.True(records.MoveNext());
        byte[] name = Octets.Of("03'www'07'example'03'com'00");
        for (int room = 33; room < 63; room++)
        {
            byte[] buffer = new byte[room];
            DnsWriter writer = new(buffer, 0, 0);
            Assert.Equal(DnsStatus.Ok, writer.TryWriteQuestion(name, DnsType.A));
            Assert.Equal(DnsStatus.NoRoom, writer.TryWriteRecord(records.Current, DnsSection.Answer, out _));
            Assert.Equal((33, 0), (writer.Length, buffer[7]));
        }

        DnsWriter question = new(new byte[32], 0, 0);
        Assert.Equal(DnsStatus.NoRoom, question.TryWriteQuestion(name, DnsType.A));
        Assert.Equal(12, question.Length);
        Assert.Equal(Octets.Of("00*12"), question.Written.ToArray());
    }

    // The first try adds suffixes, which must be gone: the second name would point into the void.
    [Fact]
    public void TryWrite_AfterARefusedRecord_PointsToNothingOfIt()
    {
        byte[] message = Octets.Response(
            "0001 0002 0000 0000",
            "01'q'00 000f 0001 04'long'03'net'00 000f 0001 0000003c 0013 0001 (01'm')*6 03'net'00 "
            + "03'net'00 0001 0001 0000003c 0004 c0000201");
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(message, out DnsResponse response));
        DnsRecordCursor records = response.Records;
        DnsWriter writer = new(new byte[12 + 19 + 4], 0, 0);
        Assert.True(records.MoveNext());
        Assert.Equal(DnsStatus.NoRoom, writer.TryWriteRecord(records.Current, DnsSection.Answer, out _));
        Assert.True(records.MoveNext());
        Assert.Equal(DnsStatus.Ok, writer.TryWriteRecord(records.Current, DnsSection.Answer, out int ttlOffset));
        Assert.Equal(Octets.Of("00*6 0001 00*4 03'net'00 0001 0001 0000003c 0004 c0000201"), writer.Written.ToArray());
        Assert.Equal(12 + 9, ttlOffset);
    }
}
