using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class NameTextTests
{
    // RFC 1035 5.1
    [Theory]
    [InlineData("00", ".")]
    [InlineData("03'www'07'example'03'com'00", "www.example.com")]
    [InlineData("04'_sip'03'a-9'00", "_sip.a-9")]
    [InlineData("07'a.b'00'c'ff'd'03'com'00", @"a\046b\000c\255d.com")]
    [InlineData("08'<script>'00", @"\060script\062")]
    [InlineData("06'\"\\}{'0a 1b 00", @"\034\092\125\123\010\027")]
    [InlineData("01'A'00", "A")]
    public void Of_EscapesWhatIsNoLetterDigitHyphenOrUnderscore(string octets, string expected) =>
        Assert.Equal(expected, NameText.Of(Octets.Of(octets)));

    [Theory]
    [InlineData("(3f ff*63)*3 3d ff*61 00")]
    [InlineData("(01 ff)*127 00")]
    public void Of_LongestNames_FitsTheLongestText(string octets) =>
        Assert.InRange(NameText.Of(Octets.Of(octets)).Length, 1, NameText.LengthMax);

    [Theory]
    [InlineData("www.Example.com", "03'www'07'example'03'com'00")]
    [InlineData("www.example.com.", "03'www'07'example'03'com'00")]
    [InlineData("_dns.x-1", "04'_dns'03'x-1'00")]
    public void TryRead_NamesAsPeopleWriteThem(string text, string expected)
    {
        byte[] name = new byte[255];
        Assert.True(NameText.TryRead(text, name, out int length));
        Assert.Equal(Octets.Of(expected), name[..length]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a..")]
    [InlineData("a b")]
    [InlineData("a\0.example.com")]
    [InlineData(@"a\046b")]
    [InlineData("b\u00fccher.example")]
    [InlineData("\u212a.example")]
    [InlineData("*.example")]
    public void TryRead_WhatIsNoHostName_IsRejected(string text) =>
        Assert.False(NameText.TryRead(text, new byte[255], out _));

    [Theory]
    [InlineData(63, 63, 63, 61, true)]
    [InlineData(63, 63, 63, 62, false)]
    [InlineData(64, 1, 1, 1, false)]
    public void TryRead_Lengths(int first, int second, int third, int fourth, bool expected)
    {
        string text = string.Join('.', ((int[])[first, second, third, fourth]).Select(length => new string('a', length)));
        Assert.Equal(expected, NameText.TryRead(text, new byte[255], out _));
    }

    [Theory]
    [InlineData("00", true)]
    [InlineData("03'Www'03'a_9'00", true)]
    [InlineData("03'a.b'00", false)]
    [InlineData("01'a'02'b'00 00", false)]
    [InlineData("01 80 00", false)]
    [InlineData("01'*'00", false)]
    public void IsPlain_OfNamesOfHosts(string octets, bool expected) =>
        Assert.Equal(expected, NameText.IsPlain(Octets.Of(octets)));
}
