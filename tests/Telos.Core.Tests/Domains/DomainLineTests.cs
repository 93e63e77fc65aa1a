using System.Text;
using Telos.Core.Domains;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed class DomainLineTests
{
    private static readonly string s_label63 = new('a', 63);

    [Theory]
    [InlineData("example.com", "\u0007example\u0003com\0")]
    [InlineData("EXAMPLE.Com", "\u0007example\u0003com\0")]
    [InlineData("  example.com\t\r", "\u0007example\u0003com\0")]
    [InlineData("*.example.com", "\u0007example\u0003com\0")]
    [InlineData(".example.com", "\u0007example\u0003com\0")]
    [InlineData("example.com.", "\u0007example\u0003com\0")]
    [InlineData("example.com # why", "\u0007example\u0003com\0")]
    [InlineData("0.0.0.0 example.com", "\u0007example\u0003com\0")]
    [InlineData("::1\t \texample.com#why", "\u0007example\u0003com\0")]
    [InlineData("_dmarc.xn--55qx5d.cn", "\u0006_dmarc\u000axn--55qx5d\u0002cn\0")]
    [InlineData("com", "\u0003com\0")]
    [InlineData("1.2.3.com", "\u00011\u00012\u00013\u0003com\0")]
    public void Parse_LineOfAKnownForm_IsTheLowerCasedWireName(string line, string expected)
    {
        byte[] name = new byte[DomainLine.NameLengthMax];

        Assert.Equal(DomainLineStatus.Name, DomainLine.Parse(Encoding.UTF8.GetBytes(line), name, out int length));
        Assert.Equal(Encoding.ASCII.GetBytes(expected), name[..length]);
    }

    [Theory]
    [InlineData("", DomainLineStatus.Blank)]
    [InlineData(" \t\r", DomainLineStatus.Blank)]
    [InlineData("# example.com", DomainLineStatus.Blank)]
    [InlineData("a..com", DomainLineStatus.EmptyLabel)]
    [InlineData(".", DomainLineStatus.EmptyLabel)]
    [InlineData("..com", DomainLineStatus.EmptyLabel)]
    [InlineData("example.com..", DomainLineStatus.EmptyLabel)]
    [InlineData("*.", DomainLineStatus.EmptyLabel)]
    [InlineData("*", DomainLineStatus.ByteNotAllowed)]
    [InlineData("a.*.com", DomainLineStatus.ByteNotAllowed)]
    [InlineData("||example.com^", DomainLineStatus.ByteNotAllowed)]
    [InlineData("公司.cn", DomainLineStatus.ByteNotAllowed)]
    [InlineData("exa\0mple.com", DomainLineStatus.ByteNotAllowed)]
    [InlineData("192.0.2.1", DomainLineStatus.AddressOnly)]
    [InlineData("0.0.0.0 0.0.0.0", DomainLineStatus.AddressOnly)]
    [InlineData("2001:db8::1", DomainLineStatus.AddressOnly)]
    [InlineData("example.com example.org", DomainLineStatus.TooManyWords)]
    [InlineData("0.0.0.0 example.com example.org", DomainLineStatus.TooManyWords)]
    public void Parse_AnyOtherLine_IsItsReason(string line, DomainLineStatus expected) =>
        Assert.Equal(expected, DomainLine.Parse(
            Encoding.UTF8.GetBytes(line), new byte[DomainLine.NameLengthMax], out _));

    [Fact]
    public void Parse_Lengths_EndWhereRfc1035EndsThem()
    {
        Assert.Equal(DomainLineStatus.Name, Parse(s_label63 + ".com"));
        Assert.Equal(DomainLineStatus.LabelTooLong, Parse(s_label63 + "a.com"));
        string name253 = string.Join('.', s_label63, s_label63, s_label63, new string('a', 61));
        Assert.Equal(DomainLineStatus.Name, Parse(name253));
        Assert.Equal(DomainLineStatus.NameTooLong, Parse(name253 + "a"));
    }

    private static DomainLineStatus Parse(string line) =>
        DomainLine.Parse(Encoding.ASCII.GetBytes(line), new byte[DomainLine.NameLengthMax], out _);
}
