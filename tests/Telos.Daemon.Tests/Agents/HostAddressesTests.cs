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

    private static readonly string[] s_hosts =
    [
        "127.0.0.1\tlocalhost",
        "10.0.0.7  Build.example.org build # the build machine",
        "# 10.0.0.8 commented.example.org",
        "fd00::7 build.example.org",
        "169.254.169.254 rebound.example.org",
        "0.0.0.0 blocked.example.org",
        "not-an-address broken.example.org",
        "10.0.0.9",
        "",
    ];

    [Theory]
    [InlineData("build.example.org", "10.0.0.7 fd00::7")]
    [InlineData("build", "10.0.0.7")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("commented.example.org", "")]
    [InlineData("broken.example.org", "")]
    [InlineData("machine", "")]
    [InlineData("10.0.0.9", "")]
    public void OfHostsFile_GivesWhatTheOperatorSaysOfTheName(string host, string expected) => Assert.Equal(
        expected, string.Join(' ', HostAddresses.OfHostsFile(host, s_hosts).Select(address => address.ToString())));

    [Theory]
    [InlineData("build.example.org", "10.0.0.7", "")]
    [InlineData("localhost", "127.0.0.1", "")]
    [InlineData("rebound.example.org", "169.254.169.254", "a cloud metadata address, which hands out credentials")]
    [InlineData("blocked.example.org", "0.0.0.0", "an unspecified address, which leads to this machine under another name")]
    [InlineData("weather.com", "93.184.216.34", "")]
    [InlineData("weather.com", "2606:4700::1111", "")]
    [InlineData("weather.com", "127.0.0.1", "an address of this machine")]
    [InlineData("weather.com", "::1", "an address of this machine")]
    [InlineData("weather.com", "10.0.0.7", "a private address")]
    [InlineData("weather.com", "100.64.0.7", "a private address")]
    [InlineData("weather.com", "192.0.2.7", "")]
    [InlineData("weather.com", "240.0.0.7", "a reserved address, not a host")]
    [InlineData("weather.com", "fd00::7", "a private address")]
    [InlineData("weather.com", "::ffff:10.0.0.7", "a private address")]
    [InlineData("weather.com", "64:ff9b::7f00:1", "an address of this machine")]
    [InlineData("weather.com", "2002:a00:7::", "a private address")]
    [InlineData("weather.com", "169.254.10.1", "a link-local address, where clouds keep their metadata")]
    [InlineData("weather.com", "fe80::1", "a link-local address, where clouds keep their metadata")]
    [InlineData("weather.com", "224.0.0.1", "a multicast address, not a host")]
    [InlineData("weather.com", "::", "an unspecified address, which leads to this machine under another name")]
    [InlineData("weather.com", "::127.0.0.1", "an address of this machine")]
    public void Objection_DnsIsOtherPeoplesWord_TheHostsFileTheOperators(string host, string address, string expected) =>
        Assert.Equal(
            expected, HostAddresses.Objection(IPAddress.Parse(address), HostAddresses.OfHostsFile(host, s_hosts)));
}
