using System.Net;
using Telos.Daemon.Agents;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class HostAddressesTests
{
    [Fact]
    public void Resolvers_ReadsNameserverLines()
    {
        IPAddress[] resolvers = HostAddresses.Resolvers(
        [
            "# nameserver 9.9.9.9",
            "; nameserver 9.9.9.10",
            "search example.com",
            "nameserver 192.0.2.1",
            "nameserver\t2001:db8::53  # the second",
            "nameserver",
            "nameserver not-an-address",
            "nameservers 192.0.2.9",
            "options edns0",
            "",
        ]);
        Assert.Equal(["192.0.2.1", "2001:db8::53"], resolvers.Select(address => address.ToString()));
    }

    [Theory]
    [InlineData("192.0.2.1", "00000000000000000000FFFFC0000201")]
    [InlineData("127.0.0.1", "00000000000000000000FFFF7F000001")]
    [InlineData("::ffff:192.0.2.1", "00000000000000000000FFFFC0000201")]
    [InlineData("::1", "00000000000000000000000000000001")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB8000100020003000400050006")]
    [InlineData("fe80::1%3", "FE800000000000000000000000000001")]
    public void WriteMapped_WritesTheSixteenBytesThatTheGateCompares(string address, string hex)
    {
        byte[] bytes = new byte[16];
        HostAddresses.WriteMapped(IPAddress.Parse(address), bytes);
        Assert.Equal(hex, Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    public void Resolve_OfAnAddress_IsTheAddress(string host, string address) =>
        Assert.Equal([IPAddress.Parse(address)], HostAddresses.Resolve(host));

    [Fact]
    public void Resolve_OfAnUnknownName_IsEmpty() => Assert.Empty(HostAddresses.Resolve("telos.invalid"));
}
