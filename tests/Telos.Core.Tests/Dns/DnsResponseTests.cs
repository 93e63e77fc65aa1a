using System.Buffers.Binary;
using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class DnsResponseTests
{
    private const string Address = "c00c 0001 0001 0000003c 0004 c0000201 ";
    private const string Opt = "00 0029 04d0 00000000 0000 ";

    public static TheoryData<byte[]> Messages =>
    [
        Samples.CnameAndThree, Samples.ChainOfThree, Samples.MailServers, Samples.NxDomain, Samples.NoData, Samples.Referral,
        Samples.SubtreeAlias, Samples.ServiceBinding, Samples.Signed, Samples.Wildcard, Samples.NxDomainSigned,
        Samples.CompressedServer, Samples.NamingAuthority, Samples.Text, Samples.ReverseName,
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void TryParse_RealMessage_IsRead_AndNoPrefixOfIt(byte[] message)
    {
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(message, out _));
        for (int length = 0; length < message.Length; length++)
        {
            Assert.NotEqual(DnsStatus.Ok, DnsResponse.TryParse(message.AsSpan(0, length), out _));
        }
    }

    // A value or a status, never an exception, whichever octet was changed.
    [Theory]
    [MemberData(nameof(Messages))]
    public void TryParse_AnyOctetChanged_EndsInAStatusAndACanonicalForm(byte[] message)
    {
        byte[] wire = new byte[4096];
        ushort[] ttlOffsets = new ushort[64];
        byte[] name = new byte[255];
        for (int i = 0; i < message.Length; i++)
        {
            foreach (byte change in (byte[])[1, 2, 3, 4, 7, 8, 15, 16, 32, 63, 64, 128, 192, 255])
            {
                byte[] changed = [.. message];
                changed[i] ^= change;
                if (DnsResponse.TryParse(changed, out DnsResponse response) != DnsStatus.Ok)
                {
                    continue;
                }

                int length = response.Question.Name.CopyLowerTo(name);
                DnsStatus status = CanonicalAnswer.TryBuild(
                    response, name.AsSpan(0, length), dnssecOk: true, wire, ttlOffsets, out AnswerShape shape);
                if (status == DnsStatus.Ok && shape.Kind != AnswerKind.Failure)
                {
                    Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(wire.AsSpan(0, shape.Length), out _));
                }
            }
        }
    }

    [Fact]
    public void Records_ComeInOrderWithTheirSections_WithoutOpt()
    {
        byte[] message = Octets.Response(
            "0001 0001 0001 0002",
            Octets.Question + Address + "c010 0002 0001 00000e10 0004 01'n'c010" + Opt + "c03d 0001 0001 0000003c 0004 c0000235");
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(message, out DnsResponse response));
        DnsRecordCursor records = response.Records;
        Assert.True(records.MoveNext());
        Assert.Equal((DnsType.A, DnsSection.Answer, 60u), (records.Current.Type, records.Section, records.Current.Ttl));
        Assert.Equal(Octets.Of("c0000201"), records.Current.Rdata.ToArray());
        Assert.True(records.MoveNext());
        Assert.Equal((DnsType.NS, DnsSection.Authority), (records.Current.Type, records.Section));
        Assert.True(records.MoveNext());
        Assert.Equal((DnsType.A, DnsSection.Additional), (records.Current.Type, records.Section));
        Assert.False(records.MoveNext());
        Assert.True(response.Edns.IsPresent);
    }

    [Fact]
    public void Rcode_HasTheUpperBitsOfEdns()
    {
        byte[] message = Octets.Of("1234 8181 0001 0000 0000 0001" + Octets.Question + "00 0029 04d0 01000000 0000");
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(message, out DnsResponse response));
        Assert.Equal(0x11, (int)response.Rcode);
    }

    // RFC 2181 8
    [Theory]
    [InlineData("00000000", 0u)]
    [InlineData("7fffffff", 0x7fffffffu)]
    [InlineData("80000000", 0u)]
    [InlineData("ffffffff", 0u)]
    public void Ttl_WithTheHighestBit_Is0(string ttl, uint expected)
    {
        byte[] message = Octets.Response("0001 0001 0000 0000", Octets.Question + "c00c 0001 0001" + ttl + "0004 c0000201");
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(message, out DnsResponse response));
        DnsRecordCursor records = response.Records;
        Assert.True(records.MoveNext());
        Assert.Equal(expected, records.Current.Ttl);
        Canonical answer = Canonical.Of(message);
        Assert.Equal(expected, answer.Shape.Ttl);
        Assert.Equal(expected, BinaryPrimitives.ReadUInt32BigEndian(answer.Wire.AsSpan(answer.TtlOffsets[0])));
    }

    [Fact]
    public void TryParse_MessageOf65535Octets_IsRead()
    {
        // 16 octets an address, and a text of what is left: 65,535 - 33 - 16 * 4093 - 12 = 2.
        byte[] message = Octets.Response(
            "0001 0ffe 0000 0000", Octets.Question + "(" + Address + ")*4093 c00c 0010 0001 0000003c 0002 01'x'");
        Assert.Equal(65535, message.Length);
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(message, out _));
        Canonical answer = Canonical.Of(message);
        Assert.Equal((DnsStatus.Ok, 4093, 65535 - 14), (answer.Status, answer.Shape.TtlCount, answer.Wire.Length));
    }

    [Theory]
    [InlineData("0001 0002 0000 0000", Address, DnsStatus.NameTruncated)]
    [InlineData("0001 ffff ffff ffff", Address, DnsStatus.NameTruncated)]
    [InlineData("0001 0000 0000 0000", Address, DnsStatus.TrailingOctets)]
    [InlineData("0002 0001 0000 0000", Address, DnsStatus.QuestionCount)]
    [InlineData("0000 0001 0000 0000", Address, DnsStatus.QuestionCount)]
    [InlineData("0001 0000 0001 0000", Opt, DnsStatus.EdnsSection)]
    [InlineData("0001 0000 0000 0002", Opt + Opt, DnsStatus.EdnsRepeated)]
    public void TryParse_CountsThatTheRecordsDoNotHave_AreRejected(string counts, string records, DnsStatus status) =>
        Assert.Equal(status, DnsResponse.TryParse(Octets.Response(counts, Octets.Question + records), out _));
}
