using Telos.Core.Protocol;
using Xunit;

namespace Telos.Core.Tests.Protocol;

public sealed class HostAddressTextTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("2001:DB8:0:0::7", "2001:db8::7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    public void TryParse_AnAddress_IsRead(string text, string address)
    {
        Assert.True(HostAddressText.TryParse(text, out var parsed));
        Assert.Equal(address, parsed.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("010.0.0.1")]
    [InlineData("3405803783")]
    [InlineData("203.0.113.7/32")]
    [InlineData("203.0.113.7:80")]
    [InlineData("[2001:db8::7]")]
    [InlineData("fe80::1%eth0")]
    [InlineData(" 203.0.113.7")]
    [InlineData("evil.example")]
    [InlineData("203.0.113.7\0")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(HostAddressText.TryParse(text, out _));
}
