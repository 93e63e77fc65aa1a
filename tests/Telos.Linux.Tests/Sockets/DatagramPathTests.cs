using System.Net;
using System.Net.Sockets;
using Telos.Linux.Sockets;
using Xunit;

namespace Telos.Linux.Tests.Sockets;

/// <summary>Bytes as include/uapi/linux/in.h, in6.h and ipv6.h lay them out, on a little-endian machine.</summary>
public sealed class DatagramPathTests
{
    // AF_INET, port 53, 192.0.2.1.
    private const string V4Name = "0200 0035 C0000201 0000000000000000";

    // AF_INET6, port 4660, flow label 5, fe80::1, scope 7.
    private const string V6Name = "0A00 1234 00000005 FE800000000000000000000000000001 07000000";

    // 28 bytes, IPPROTO_IP, IP_PKTINFO: interface 3, to be sent from 192.0.2.9, was sent to 192.0.2.255.
    private const string V4Control = "1C00000000000000 00000000 08000000 03000000 C0000209 C00002FF";

    // 36 bytes, IPPROTO_IPV6, IPV6_PKTINFO.
    private const string V6Header = "2400000000000000 29000000 32000000";
    private const string LinkLocalControl = V6Header + "FE800000000000000000000000000009 07000000";
    private const string GlobalControl = V6Header + "20010DB8000000000000000000000009 07000000";
    private const string GroupControl = V6Header + "FF0200000000000000000000000000FB 07000000";

    [Fact]
    public void Read_OfIPv4_AnswersFromOurAddressNotTheBroadcast()
    {
        DatagramPath path = Read(V4Name, V4Control);
        Assert.Equal(53, path.PeerPort);
        Assert.Equal(AddressFamily.InterNetwork, path.PeerFamily);
        Assert.Equal(IPAddress.Parse("::ffff:192.0.2.1"), Loopback.Peer(path));
        Assert.Equal(IPAddress.Parse("::ffff:192.0.2.9"), Loopback.Local(path));
        Assert.Equal(3, path.InterfaceIndex);

        // The interface is for the routing table to say.
        Assert.Equal("1C00000000000000000000000800000000000000C000020900000000", Control(path));
    }

    [Theory]
    [InlineData(LinkLocalControl, "fe80::9", "FE80000000000000000000000000000907000000")]
    [InlineData(GlobalControl, "2001:db8::9", "20010DB800000000000000000000000900000000")]
    public void Read_OfIPv6_KeepsTheInterfaceOfALinkLocalAddress(string control, string local, string written)
    {
        DatagramPath path = Read(V6Name, control);
        Assert.Equal(4660, path.PeerPort);
        Assert.True(path.IsIPv6);
        Assert.Equal(new IPEndPoint(IPAddress.Parse("fe80::1%7"), 4660), path.Peer.ToEndPoint());
        Assert.Equal(IPAddress.Parse(local), Loopback.Local(path));
        Assert.Equal(7, path.InterfaceIndex);
        Assert.Equal(V6Header.Replace(" ", string.Empty) + written, Control(path));
    }

    [Theory]
    [InlineData(GroupControl)]
    [InlineData("")]
    [InlineData("2400000000000000 29000000 32000000 20010DB8")]
    [InlineData("2400000000000000 01000000 32000000 20010DB800000000000000000000000907000000")]
    [InlineData("1C00000000000000 29000000 32000000 20010DB800000000000000000000000907000000")]
    public void Read_WithoutAnAddressToAnswerFrom_HasNoLocal(string control)
    {
        DatagramPath path = Read(V6Name, control);
        Assert.False(path.HasLocal);
        Assert.Equal(IPAddress.IPv6Any, Loopback.Local(path));
        Assert.Equal(0, path.InterfaceIndex);
        Assert.Empty(Control(path));
        Assert.Equal(new DatagramPath(path.Peer), path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0100 2F746D702F736F636B657400000000000000")]
    [InlineData("0A00 1234 00000005 FE800000000000000000000000000001")]
    public void Read_OfNoInternetName_LeadsNowhere(string name)
    {
        DatagramPath path = Read(name, string.Empty);
        Assert.Equal(AddressFamily.Unspecified, path.PeerFamily);
        Assert.Equal(default, path);
        Assert.Equal(0, path.Peer.Write(new byte[SocketName.BytesMax]));
    }

    [Theory]
    [InlineData(V4Name, "02000035C00002010000000000000000")]
    [InlineData(V6Name, "0A00123400000000FE80000000000000000000000000000107000000")]
    public void Peer_IsWrittenAsItCame_WithoutAFlowLabel(string name, string written)
    {
        byte[] bytes = new byte[SocketName.BytesMax];
        int length = Read(name, string.Empty).Peer.Write(bytes);
        Assert.Equal(written, Convert.ToHexString(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Equals_TellsPeerAndLocalApart()
    {
        DatagramPath path = Read(V6Name, GlobalControl);
        Assert.Equal(path, Read(V6Name, GlobalControl));
        Assert.NotEqual(path, Read(V6Name, LinkLocalControl));
        Assert.NotEqual(path, Read(V6Name.Replace("1234", "1235"), GlobalControl));
        Assert.NotEqual(path, Read(V6Name.Replace("0000000001 ", "0000000002 "), GlobalControl));
    }

    private static DatagramPath Read(string name, string control) => DatagramPath.Read(Bytes(name), Bytes(control));

    private static string Control(DatagramPath path)
    {
        byte[] bytes = new byte[64];
        return Convert.ToHexString(bytes.AsSpan(0, path.WriteControl(bytes)));
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", string.Empty));
}
