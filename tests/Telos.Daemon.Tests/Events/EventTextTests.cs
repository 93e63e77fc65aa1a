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

    [Theory]
    [InlineData(9, 8, 7, "bash[9] < sh[8] < sh[7]")]
    [InlineData(4194304, 8, 0, "bash[4194304] < sh[8]")]
    [InlineData(9, 0, 7, "bash[9]")]
    [InlineData(0, 8, 7, "")]
    public void AddLineage_EndsWhereTheKernelHasNoMore(uint parent, uint grandparent, uint greatGrandparent, string text)
    {
        EventHeader header = new();
        (header.Parent.Pid, header.Grandparent.Pid, header.GreatGrandparent.Pid) = (parent, grandparent, greatGrandparent);
        "bash"u8.CopyTo(header.Parent.Comm);
        "sh"u8.CopyTo(header.Grandparent.Comm);
        "sh"u8.CopyTo(header.GreatGrandparent.Comm);
        Utf8Text said = new(stackalloc byte[EventText.LineageBytesMax]);
        EventText.AddLineage(ref said, header);
        Assert.Equal(text, Encoding.UTF8.GetString(said.Written));
    }

    [Fact]
    public void AddLineage_OfTheLongest_IsWhole()
    {
        byte[] record = new byte[EventHeader.SizeOf];
        record.AsSpan(EventHeader.OffsetOfParent).Fill((byte)'x');
        Utf8Text said = new(stackalloc byte[EventText.LineageBytesMax]);
        EventText.AddLineage(ref said, MemoryMarshal.AsRef<EventHeader>(record));
        string one = new string('x', (int)KernelAbi.TELOS_COMM_BYTES) + "[2021161080]";
        Assert.Equal($"{one} < {one} < {one}", Encoding.UTF8.GetString(said.Written));
    }
}
