using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

/// <summary>
/// RFC 9267's ways in which parsers went wrong, a group each. Responses with one question, www.example.com, and the record;
/// the question's name is at 0x0c, the record at 0x21, its data at 0x2d where its owner is a pointer.
/// </summary>
public sealed class Rfc9267Tests
{
    // 2: a pointer is followed without a look at where it leads, or how often.
    [Theory]
    [InlineData("c021 0001 0001 0000003c 0004 c0000201", DnsStatus.PointerForward)]
    [InlineData("c022 0001 0001 0000003c 0004 c0000201", DnsStatus.PointerForward)]
    [InlineData("01'a'c021 0001 0001 0000003c 0004 c0000201", DnsStatus.PointerForward)]
    [InlineData("ffff 0001 0001 0000003c 0004 c0000201", DnsStatus.PointerForward)]
    [InlineData("c000 0001 0001 0000003c 0004 c0000201", DnsStatus.PointerIntoHeader)]
    [InlineData("c00b 0001 0001 0000003c 0004 c0000201", DnsStatus.PointerIntoHeader)]
    [InlineData("c0", DnsStatus.NameTruncated)]
    [InlineData("c00c 0005 0001 0000003c 0002 c02d", DnsStatus.PointerForward)]
    [InlineData("c00c 0005 0001 0000003c 0002 c02f", DnsStatus.PointerForward)]
    [InlineData("c00c 0005 0001 0000003c 0001 c0", DnsStatus.NameTruncated)]
    public void Section2_Pointers(string record, DnsStatus status) => AssertRejected(record, status);

    // 3: a label's length, or the sum of them, is believed. 0x40 and 0x80 are no lengths (PowerDNS issue 4851).
    [Theory]
    [InlineData("40 'a'*64 00 0001 0001 0000003c 0004 c0000201", DnsStatus.LabelType)]
    [InlineData("80 'a'*128 00 0001 0001 0000003c 0004 c0000201", DnsStatus.LabelType)]
    [InlineData("bf 'a'*191 00 0001 0001 0000003c 0004 c0000201", DnsStatus.LabelType)]
    [InlineData("(3f 'a'*63)*4 00 0001 0001 0000003c 0004 c0000201", DnsStatus.NameTooLong)]
    [InlineData("(3f 'a'*63)*3 2e 'a'*46 c00c 0001 0001 0000003c 0004 c0000201", DnsStatus.NameTooLong)]
    [InlineData("(01'a')*128 00 0001 0001 0000003c 0004 c0000201", DnsStatus.NameTooLong)]
    [InlineData("(01'a')*70000 00", DnsStatus.NameTooLong)]
    [InlineData("c00c 0005 0001 0000003c 0102 (3f 'a'*63)*4 02'a'", DnsStatus.NameTooLong)]
    public void Section3_LabelsAndNames(string record, DnsStatus status) => AssertRejected(record, status);

    // 4: the octet that ends a name is looked for behind the message, or behind the data.
    [Theory]
    [InlineData("03'www'", DnsStatus.NameTruncated)]
    [InlineData("03'ww'", DnsStatus.NameTruncated)]
    [InlineData("3f 'a'", DnsStatus.NameTruncated)]
    [InlineData("", DnsStatus.NameTruncated)]
    [InlineData("c00c 0005 0001 0000003c 0004 03'www'", DnsStatus.NameTruncated)]
    [InlineData("c00c 0005 0001 0000003c 0004 03'www'00", DnsStatus.NameTruncated)]
    [InlineData("c00c 0005 0001 0000003c 0006 03'www'00 00", DnsStatus.RdataLength)]
    [InlineData("c00c 0006 0001 0000003c 0002 c00c", DnsStatus.NameTruncated)]
    public void Section4_Terminators(string record, DnsStatus status) => AssertRejected(record, status);

    // 5: the data's length leads out of the message, or is not that of the type.
    [Theory]
    [InlineData("c00c 0001 0001 0000003c 0004", DnsStatus.RdataTruncated)]
    [InlineData("c00c 0001 0001 0000003c ffff c0000201", DnsStatus.RdataTruncated)]
    [InlineData("c00c 0010 0001 0000003c 0003 02'x'", DnsStatus.RdataTruncated)]
    [InlineData("c00c 0001 0001 0000003c 0000", DnsStatus.RdataLength)]
    [InlineData("c00c 0001 0001 0000003c 0003 c00002", DnsStatus.RdataLength)]
    [InlineData("c00c 0001 0001 0000003c 0008 c0000201 c0000202", DnsStatus.RdataLength)]
    [InlineData("c00c 001c 0001 0000003c 0004 c0000201", DnsStatus.RdataLength)]
    [InlineData("c00c 0001 0001 0000003c 0003 c0000201", DnsStatus.RdataLength)]
    [InlineData("c00c 0001 0001 0000003c", DnsStatus.RecordTruncated)]
    [InlineData("c00c 0001", DnsStatus.RecordTruncated)]
    [InlineData("c00c", DnsStatus.RecordTruncated)]
    public void Section5_DataLengths(string record, DnsStatus status) => AssertRejected(record, status);

    // 6: the header's counts are believed.
    [Theory]
    [InlineData("0001 0002 0000 0000", DnsStatus.NameTruncated)]
    [InlineData("0001 ffff ffff ffff", DnsStatus.NameTruncated)]
    [InlineData("0001 0001 0001 0000", DnsStatus.NameTruncated)]
    [InlineData("0001 0001 0000 0001", DnsStatus.NameTruncated)]
    [InlineData("0001 0000 0000 0000", DnsStatus.TrailingOctets)]
    [InlineData("0000 0001 0000 0000", DnsStatus.QuestionCount)]
    [InlineData("ffff 0001 0000 0000", DnsStatus.QuestionCount)]
    public void Section6_Counts(string counts, DnsStatus status)
    {
        byte[] message = Octets.Response(counts, Octets.Question + "c00c 0001 0001 0000003c 0004 c0000201");
        Assert.Equal(status, DnsResponse.TryParse(message, out _));
    }

    private static void AssertRejected(string record, DnsStatus status)
    {
        byte[] message = Octets.Response("0001 0001 0000 0000", Octets.Question + record);
        Assert.Equal(status, DnsResponse.TryParse(message, out _));
    }
}
