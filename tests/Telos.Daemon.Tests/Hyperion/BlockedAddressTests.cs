using System.Net;
using Telos.Daemon.Hyperion;
using Xunit;

namespace Telos.Daemon.Tests.Hyperion;

public sealed class BlockedAddressTests
{
    [Theory]
    [InlineData("192.0.2.10", "00000000000000000000ffffc000020a", true)]
    [InlineData("::ffff:192.0.2.10", "00000000000000000000ffffc000020a", true)]
    [InlineData("2001:db8::10", "20010db8000000000000000000000010", false)]
    [InlineData("::1", "00000000000000000000000000000001", false)]
    public void Of_IsTheSameForAnAddressAndItsMappedForm(string text, string octets, bool isV4)
    {
        BlockedAddress address = BlockedAddress.Of(IPAddress.Parse(text));
        Assert.Equal((octets, isV4), (address.Mapped.ToString("x32", null), address.IsV4));
        Assert.Equal(octets, Convert.ToHexStringLower(address.Key6.OctetsBytes));
        Assert.Equal(address, BlockedAddress.Of(address.Key6));
        Assert.Equal(address, BlockedAddress.Of(address.ToIPAddress()));
    }

    [Fact]
    public void Key4_IsInNetworkOrder()
    {
        BlockedAddress address = BlockedAddress.Of(IPAddress.Parse("192.0.2.10"));
        Assert.Equal([192, 0, 2, 10], BitConverter.GetBytes(address.Key4));
        Assert.Equal(address, BlockedAddress.Of(address.Key4));
        Assert.Equal("192.0.2.10", address.ToIPAddress().ToString());
    }
}
