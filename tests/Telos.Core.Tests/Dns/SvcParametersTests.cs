using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class SvcParametersTests
{
    [Fact]
    public void MoveNext_GivesKeysAndValues()
    {
        byte[] octets = Octets.Of("0001 0003 02'h2' 0004 0004 c0000201 0005 0000 0006 0010 20010db8 00*11 01");
        Assert.Equal(DnsStatus.Ok, SvcParameters.Check(octets));
        SvcParameters parameters = new(octets);
        List<(int Key, string Value)> read = [];
        while (parameters.MoveNext())
        {
            read.Add((parameters.Key, Convert.ToHexStringLower(parameters.Value)));
        }

        Assert.Equal(
            [(1, "026832"), (SvcParameters.Ipv4Hint, "c0000201"), (5, ""),
                (SvcParameters.Ipv6Hint, "20010db8000000000000000000000001")],
            read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000 0002 0001")]
    [InlineData("ffff 0000")]
    public void Check_WellFormed_IsTaken(string octets) =>
        Assert.Equal(DnsStatus.Ok, SvcParameters.Check(Octets.Of(octets)));

    [Theory]
    [InlineData("00")]
    [InlineData("0001 00")]
    [InlineData("0001 0001")]
    [InlineData("0001 ffff 00")]
    [InlineData("0003 0000 0001 0000")]
    [InlineData("0001 0000 0001 0000")]
    [InlineData("0004 0000")]
    [InlineData("0004 0003 c00002")]
    [InlineData("0004 0005 c000020100")]
    [InlineData("0006 0000")]
    [InlineData("0006 0004 c0000201")]
    [InlineData("0006 0011 00*17")]
    public void Check_Malformed_IsRejected(string octets) =>
        Assert.Equal(DnsStatus.SvcParameters, SvcParameters.Check(Octets.Of(octets)));
}
