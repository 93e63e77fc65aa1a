using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class UpstreamQueryTests
{
    private static readonly byte[] s_name = Octets.Of("03'www'07'example'03'com'00");

    [Fact]
    public void Write_IsTheQuestionAndEdns_AsAnotherImplementationWritesIt()
    {
        byte[] query = Write(new UpstreamQuestion(s_name, DnsType.A, dnssecOk: false, checkingDisabled: false), 0);
        Assert.Equal(Samples.QueryEdns, query);
        Assert.Equal(DnsStatus.Ok, DnsQuery.TryParse(query, out _));
    }

    [Fact]
    public void Write_DnssecOkAndCheckingDisabled_AreAsked() =>
        Assert.Equal(
            Octets.Of("1234 0110 0001 0000 0000 0001" + Octets.Question + "00 0029 04d0 00008000 0000"),
            Write(new UpstreamQuestion(s_name, DnsType.A, dnssecOk: true, checkingDisabled: true), 0));

    [Theory]
    [InlineData(0b1ul, "03'Www'07'example'03'com'00")]
    [InlineData(0b1010ul, "03'wWw'07'Example'03'com'00")]
    [InlineData(ulong.MaxValue, "03'WWW'07'EXAMPLE'03'COM'00")]
    public void Write_CaseBits_AreUsedALetterEach(ulong bits, string expected)
    {
        byte[] query = Write(new UpstreamQuestion(s_name, DnsType.A, false, false), bits);
        Assert.Equal(Octets.Of(expected), query[12..29]);
        Assert.True(UpstreamQuery.IsEchoed(query, query, s_name.Length));
    }

    // Digits, hyphens and length octets take no bit and stay.
    [Fact]
    public void Write_OctetsThatAreNoLetters_Stay()
    {
        byte[] name = Octets.Of("06'a-1_@{'01 e1 00");
        byte[] query = Write(new UpstreamQuestion(name, DnsType.A, false, false), ulong.MaxValue);
        Assert.Equal(Octets.Of("06'A-1_@{'01 e1 00"), query[12..22]);
    }

    [Fact]
    public void Write_LongestName_FitsTheLongestLength()
    {
        byte[] name = Octets.Of("(01'a')*127 00");
        Assert.Equal(
            UpstreamQuery.LengthMax, Write(new UpstreamQuestion(name, DnsType.A, false, false), 0x5555).Length);
    }

    // Where a forger guesses the id and port, the letters still tell.
    [Theory]
    [InlineData("0001 0000 0000 0000 03'wWw'07'example'03'com'00 0001 0001", true)]
    [InlineData("0001 0000 0000 0000 03'www'07'example'03'com'00 0001 0001", false)]
    [InlineData("0001 0000 0000 0000 03'wWw'07'example'03'net'00 0001 0001", false)]
    [InlineData("0001 0000 0000 0000 03'wWw'07'example'03'com'00 001c 0001", false)]
    [InlineData("0001 0000 0000 0000 03'wWw'07'example'03'com'00 0001 0003", false)]
    [InlineData("0002 0000 0000 0000 03'wWw'07'example'03'com'00 0001 0001", false)]
    [InlineData("0000 0000 0000 0000", false)]
    [InlineData("0001 0000 0000 0000 03'wWw'07'example'03'com'00 0001 00", false)]
    public void IsEchoed_ComparesEveryOctetOfTheQuestion(string response, bool expected)
    {
        byte[] query = Write(new UpstreamQuestion(s_name, DnsType.A, false, false), 0b10);
        Assert.Equal(expected, UpstreamQuery.IsEchoed(query, Octets.Of("1234 8180" + response), s_name.Length));
    }

    [Fact]
    public void Variant_TellsTypesAndFlagsApart()
    {
        HashSet<uint> variants = [];
        foreach (DnsType type in (DnsType[])[DnsType.A, DnsType.AAAA, DnsType.HTTPS, (DnsType)0xffff])
        {
            for (int flags = 0; flags < 4; flags++)
            {
                UpstreamQuestion question = new(s_name, type, (flags & 1) != 0, (flags & 2) != 0);
                Assert.True(variants.Add(question.Variant));
            }
        }
    }

    private static byte[] Write(in UpstreamQuestion question, ulong caseBits)
    {
        byte[] buffer = new byte[UpstreamQuery.LengthMax];
        return buffer[..UpstreamQuery.Write(buffer, 0x1234, question, caseBits)];
    }
}
