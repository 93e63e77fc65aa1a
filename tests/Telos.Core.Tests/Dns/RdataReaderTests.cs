using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

/// <summary>Data against its type. The records' owner is www.example.com, which c00c leads to.</summary>
public sealed class RdataReaderTests
{
    [Theory]
    [InlineData("0001", "c0000201")]
    [InlineData("001c", "20010db8 00*12")]
    [InlineData("0002", "c00c")]
    [InlineData("0005", "03'www'c010")]
    [InlineData("000c", "00")]
    [InlineData("0006", "c00c c00c 00*20")]
    [InlineData("000f", "000a c00c")]
    [InlineData("0021", "0000 0005 13c4 c00c")]
    [InlineData("0023", "0064 000a 01'u' 00 00 c00c")]
    [InlineData("0041", "0001 00")]
    [InlineData("0041", "0000 c00c")]
    [InlineData("0041", "0001 00 0001 0003 02'h2' 0004 0008 c0000201 c0000202 0006 0010 00*16")]
    [InlineData("002e", "00*18 c00c ff*64")]
    [InlineData("002f", "c00c 0006 400000000003")]
    [InlineData("001a", "0001 c00c c00c")]
    [InlineData("0011", "c00c c00c")]
    [InlineData("0010", "")]
    [InlineData("ff01", "c0ff 40 80")]
    [InlineData("ff01", "")]
    public void Check_DataOfItsType_IsTaken(string type, string data) => Assert.Equal(DnsStatus.Ok, Parse(type, data));

    [Theory]
    [InlineData("0001", "c00002", DnsStatus.RdataLength)]
    [InlineData("0001", "", DnsStatus.RdataLength)]
    [InlineData("0001", "c000020100", DnsStatus.RdataLength)]
    [InlineData("001c", "c0000201", DnsStatus.RdataLength)]
    [InlineData("001c", "00*17", DnsStatus.RdataLength)]
    [InlineData("0005", "", DnsStatus.NameTruncated)]
    [InlineData("0005", "c00c 00", DnsStatus.RdataLength)]
    [InlineData("0005", "c0", DnsStatus.NameTruncated)]
    [InlineData("0005", "03'ww'", DnsStatus.NameTruncated)]
    [InlineData("0005", "c02d", DnsStatus.PointerForward)]
    [InlineData("0005", "c004", DnsStatus.PointerIntoHeader)]
    [InlineData("0006", "c00c c00c 00*19", DnsStatus.RdataLength)]
    [InlineData("0006", "c00c c00c 00*21", DnsStatus.RdataLength)]
    [InlineData("0006", "c00c", DnsStatus.NameTruncated)]
    [InlineData("000f", "00", DnsStatus.RdataLength)]
    [InlineData("000f", "000a", DnsStatus.NameTruncated)]
    [InlineData("0021", "0000 0005 13", DnsStatus.RdataLength)]
    [InlineData("0021", "0000 0005 13c4 c00c 00", DnsStatus.RdataLength)]
    [InlineData("0023", "0064 000a 05'u'", DnsStatus.RdataLength)]
    [InlineData("0023", "0064 000a 01'u' 00", DnsStatus.RdataLength)]
    [InlineData("0023", "0064 000a 00 00 00", DnsStatus.NameTruncated)]
    [InlineData("002e", "00*17", DnsStatus.RdataLength)]
    [InlineData("0041", "00", DnsStatus.RdataLength)]
    [InlineData("0041", "0001", DnsStatus.NameTruncated)]
    public void Check_DataThatIsNotOfItsType_IsRejected(string type, string data, DnsStatus status) =>
        Assert.Equal(status, Parse(type, data));

    // The name's last octets would be those of the next record.
    [Fact]
    public void Check_NameThatGoesOnBehindItsData_IsRejected()
    {
        byte[] message = Octets.Response(
            "0001 0002 0000 0000",
            Octets.Question + "c00c 0005 0001 0000003c 0004 03'www' 00 0001 0001 0000003c 0004 c0000201");
        Assert.Equal(DnsStatus.NameTruncated, DnsResponse.TryParse(message, out _));
    }

    private static DnsStatus Parse(string type, string data)
    {
        byte[] octets = Octets.Of(data);
        string record = "c00c" + type + "0001 0000003c" + octets.Length.ToString("x4") + data;
        return DnsResponse.TryParse(Octets.Response("0001 0001 0000 0000", Octets.Question + record), out _);
    }
}
