using System.Net;
using System.Text;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Events;

public sealed class AddressTextTests
{
    // RFC 5952 4 and 5: zeros, their longest run, the first of two, no run of one, lower case; ::ffff:0:0/96 is IPv4 here.
    [Theory]
    [InlineData("20010DB8000000000000000000020001", "[2001:db8::2:1]")]
    [InlineData("20010DB8000000010001000100010001", "[2001:db8:0:1:1:1:1:1]")]
    [InlineData("20010000000000010000000000000001", "[2001:0:0:1::1]")]
    [InlineData("20010DB8000000000001000000000001", "[2001:db8::1:0:0:1]")]
    [InlineData("20010DB8AAAABBBBCCCCDDDDEEEE0AAA", "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaa]")]
    [InlineData("00000000000000000000000000000000", "[::]")]
    [InlineData("00000000000000000000000000000001", "[::1]")]
    [InlineData("FE800000000000000000000000000000", "[fe80::]")]
    [InlineData("00010002000300040005000600070000", "[1:2:3:4:5:6:7:0]")]
    [InlineData("00000002000300040005000600070008", "[0:2:3:4:5:6:7:8]")]
    [InlineData("00000000000000000000FFFFC0000201", "192.0.2.1")]
    [InlineData("00000000000000000000FFFFFFFFFFFF", "255.255.255.255")]
    [InlineData("00000000000000000000FFFF00000000", "0.0.0.0")]
    public void Add_IsAsTheRfcWritesIt(string hex, string text) => Assert.Equal(text, Text(Convert.FromHexString(hex)));

    [Fact]
    public void Add_OfAnyAddress_IsReadAsThatAddress()
    {
        Random random = new(5952);
        byte[] address = new byte[16];
        for (int i = 0; i < 10_000; i++)
        {
            for (int group = 0; group < 8; group++)
            {
                ushort value = random.Next(2) == 0 ? (ushort)0 : (ushort)random.Next(1 << random.Next(17));
                (address[2 * group], address[(2 * group) + 1]) = ((byte)(value >> 8), (byte)value);
            }

            string text = Text(address);
            Assert.Equal(address, IPAddress.Parse(text.Trim('[', ']')).MapToIPv6().GetAddressBytes());
        }
    }

    private static string Text(byte[] address)
    {
        Utf8Text text = new(stackalloc byte[EventText.BytesMax]);
        AddressText.Add(ref text, address);
        return Encoding.UTF8.GetString(text.Written);
    }
}
