using System.Runtime.InteropServices;
using System.Text;
using Telos.Core.Abi;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Events;

public sealed class EventTextTests
{
    [Theory]
    [InlineData("00000000000000000000FFFFC0000201", 1, 2, 443, 6, "connect tcp 192.0.2.1:443")]
    [InlineData("00000000000000000000FFFF7F000035", 2, 10, 53, 17, "send udp 127.0.0.53:53")]
    [InlineData("20010DB8000000000000000000000001", 1, 10, 443, 6, "connect tcp [2001:db8::1]:443")]
    [InlineData("00000000000000000000000000000001", 2, 10, 65535, 132, "send protocol 132 [::1]:65535")]
    [InlineData("00000000000000000000FFFFC0000201", 8, 2, 0, 17, "udp from 192.0.2.1")]
    [InlineData("20010DB8000000000000000000000001", 8, 10, 0, 58, "protocol 58 from [2001:db8::1]")]
    [InlineData("00000000000000000000FFFF00000000", 1, 2, 1, 6, "connect tcp 0.0.0.0:1")]
    [InlineData("00000000000000000000000000000000", 0, 2, 0, 1, "create ipv4 protocol 1 socket")]
    [InlineData("00000000000000000000000000000000", 0, 16, 0, 0, "create netlink protocol 0 socket")]
    [InlineData("00000000000000000000000000000000", 0, 1, 0, 6, "create unix tcp socket")]
    [InlineData("00000000000000000000000000000000", 3, 10, 8080, 6, "listen ipv6 tcp socket")]
    [InlineData("00000000000000000000000000000000", 1, 40, 0, 0, "connect family 40 protocol 0 socket")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 99, 65535, 65535, 65535,
        "99 protocol 65535 [ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535")]
    public void AddDestination_SaysWhatWasAttempted(
        string address, uint operation, ushort family, ushort port, ushort protocol, string text)
    {
        byte[] record = EventBytes.Network(20, Convert.FromHexString(address), operation, family, port, protocol);
        Utf8Text said = new(stackalloc byte[EventText.BytesMax]);
        EventText.AddDestination(ref said, MemoryMarshal.AsRef<EventNetwork>(record));
        Assert.Equal(text, Encoding.UTF8.GetString(said.Written));
    }
}
