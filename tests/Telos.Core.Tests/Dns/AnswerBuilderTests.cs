using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

/// <summary>Which records prove an answer, for those who ask for DNSSEC.</summary>
public sealed class AnswerBuilderTests
{
    [Fact]
    public void Signatures_OnlyWithDnssecOk()
    {
        Assert.Equal([DnsType.A], Types(Samples.Signed, dnssecOk: false));
        Assert.Equal([DnsType.A, DnsType.RRSIG], Types(Samples.Signed, dnssecOk: true));
    }

    // RFC 4035 3.1.3.3
    [Fact]
    public void Wildcard_IsProvenByADenialOfTheName()
    {
        Assert.Equal([DnsType.A], Types(Samples.Wildcard, dnssecOk: false));
        Assert.Equal([DnsType.A, DnsType.RRSIG, DnsType.NSEC, DnsType.RRSIG], Types(Samples.Wildcard, dnssecOk: true));
    }

    [Fact]
    public void NameError_IsProvenBySignedDenials()
    {
        Assert.Equal([DnsType.SOA], Types(Samples.NxDomainSigned, dnssecOk: false));
        Assert.Equal(
            [DnsType.SOA, DnsType.RRSIG, DnsType.NSEC, DnsType.RRSIG], Types(Samples.NxDomainSigned, dnssecOk: true));
    }

    // RFC 6840 5.1: its signature covers the letters as they are.
    [Fact]
    public void Denial_KeepsTheLettersOfItsNextName() =>
        Assert.True(Canonical.Of(Samples.Wildcard, dnssecOk: true).Wire.AsSpan().IndexOf("\u0003Zed\u0007example"u8) > 0);

    [Fact]
    public void SubtreeAlias_OfWhichTheAliasWasMade_IsKept()
    {
        Assert.Equal([DnsType.DNAME, DnsType.CNAME, DnsType.A], Types(Samples.SubtreeAlias, dnssecOk: false));
    }

    // www.example.com CNAME www.org; the DNAME, of example.com or of com, would make it something else.
    [Theory]
    [InlineData("c010 0027 0001 0000003c 0005 03'org'00", true)]
    [InlineData("c010 0027 0001 0000003c 0005 03'net'00", false)]
    [InlineData("c018 0027 0001 0000003c 0005 03'org'00", false)]
    [InlineData("c00c 0027 0001 0000003c 0005 03'org'00", false)]
    [InlineData("03'org'00 0027 0001 0000003c 0005 03'org'00", false)]
    [InlineData("00 0027 0001 0000003c 0005 03'org'00", false)]
    public void SubtreeAlias_OfWhichTheAliasWasNotMade_IsLeftOut(string record, bool isKept)
    {
        byte[] message = Octets.Response(
            "0001 0003 0000 0000",
            Octets.Question + record
            + "c00c 0005 0001 0000003c 0009 03'wWw'03'orG'00 03'www'03'org'00 0001 0001 0000003c 0004 c0000201");
        Assert.Equal(
            isKept ? [DnsType.DNAME, DnsType.CNAME, DnsType.A] : [DnsType.CNAME, DnsType.A], Types(message, dnssecOk: false));
    }

    private static List<DnsType> Types(byte[] message, bool dnssecOk)
    {
        Canonical answer = Canonical.Of(message, dnssecOk);
        Assert.Equal(DnsStatus.Ok, DnsResponse.TryParse(answer.Wire, out DnsResponse response));
        List<DnsType> types = [];
        DnsRecordCursor records = response.Records;
        while (records.MoveNext())
        {
            types.Add(records.Current.Type);
        }

        return types;
    }
}
