using System.Net;
using Telos.Core.Dns;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class RebindingFilterTests
{
    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("2606:4700::1111")]
    [InlineData("64:ff9b::5db8:d822")]
    [InlineData("::ffff:93.184.216.34")]
    public void Passes_AddressOutInTheWorld_IsPassedOn(string text)
    {
        Assert.True(RebindingFilter.Passes(IPAddress.Parse(text).GetAddressBytes(), out AddressKind kind));
        Assert.Equal(AddressKind.Public, kind);
    }

    /// <summary>They lead nowhere in the world, and stand for hosts out there in examples and tests.</summary>
    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public void Passes_AddressForExamples_IsPassedOn(string text)
    {
        Assert.True(RebindingFilter.Passes(IPAddress.Parse(text).GetAddressBytes(), out AddressKind kind));
        Assert.Equal(AddressKind.Documentation, kind);
    }

    [Theory]
    [InlineData("127.0.0.1", AddressKind.Loopback)]
    [InlineData("192.168.0.1", AddressKind.Private)]
    [InlineData("100.64.0.1", AddressKind.Shared)]
    [InlineData("64:ff9b::7f00:1", AddressKind.Loopback)]
    [InlineData("::ffff:169.254.169.254", AddressKind.Metadata)]
    public void Passes_AddressOfAnyOtherKind_IsStoppedWithItsKind(string text, AddressKind expected)
    {
        Assert.False(RebindingFilter.Passes(IPAddress.Parse(text).GetAddressBytes(), out AddressKind kind));
        Assert.Equal(expected, kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(17)]
    public void Passes_LengthOfNoAddress_IsStopped(int length)
    {
        byte[] address = new byte[length];
        address.AsSpan().Fill(0x5D);

        Assert.False(RebindingFilter.Passes(address, out AddressKind kind));
        Assert.Equal(AddressKind.Reserved, kind);
    }

    [Fact]
    public void Passes_AnyAddress_AllocatesNothing()
    {
        byte[] v4 = [93, 184, 216, 34];
        byte[] v6 = IPAddress.Parse("2001:0:4136:e378:8000:63bf:3fff:fdd2").GetAddressBytes();
        RebindingFilter.Passes(v4, out _);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                RebindingFilter.Passes(v4, out _);
                RebindingFilter.Passes(v6, out _);
            }
        }));
    }
}
