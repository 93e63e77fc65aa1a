using System.Buffers.Binary;
using System.Net.Sockets;
using Telos.Linux.Native;

namespace Telos.Linux.Sockets;

/// <summary>
/// Who sent a datagram, and to which of our addresses: what an answer needs to come from the address that was asked.
/// A value without pointers, to be kept as long as the question is open. The answer goes by the same socket, or one
/// that is bound alike.
/// </summary>
public readonly record struct DatagramPath
{
    // struct cmsghdr, then struct in_pktinfo or in6_pktinfo (include/uapi/linux/in.h, ipv6.h).
    private const int HeaderBytes = 16;
    private const int V4Bytes = HeaderBytes + 12;
    private const int V6Bytes = HeaderBytes + 20;
    private const int V4LocalOffset = HeaderBytes + 4;
    private const int V6IndexOffset = HeaderBytes + 16;

    private readonly SocketName _peer;
    private readonly UInt128 _local;
    private readonly int _interfaceIndex;
    private readonly bool _hasLocal;
    private readonly bool _isBound;

    internal DatagramPath(SocketName peer) => _peer = peer;

    /// <summary>By a socket that is bound to one address, and so answers from it without being told.</summary>
    internal DatagramPath(SocketName peer, SocketName bound)
    {
        _peer = peer;
        _local = bound.Address;
        _hasLocal = true;
        _isBound = true;
    }

    private DatagramPath(SocketName peer, UInt128 local, int interfaceIndex)
    {
        _peer = peer;
        _local = local;
        _interfaceIndex = interfaceIndex;
        _hasLocal = true;
    }

    public int PeerPort => _peer.Port;

    /// <summary>Unspecified for the default value, which leads nowhere.</summary>
    public AddressFamily PeerFamily => _peer.Family switch
    {
        LibcDatagrams.AF_INET => AddressFamily.InterNetwork,
        LibcDatagrams.AF_INET6 => AddressFamily.InterNetworkV6,
        _ => AddressFamily.Unspecified,
    };

    public bool IsIPv6 => _peer.IsIPv6;

    /// <summary>False on a connected socket, and for a datagram to an IPv6 group, which cannot answer.</summary>
    public bool HasLocal => _hasLocal;

    /// <summary>The interface that it came in by; 0 without a local address, or if the socket is bound to one.</summary>
    public int InterfaceIndex => _interfaceIndex;

    internal SocketName Peer => _peer;

    /// <summary>16 bytes in network order; an IPv4 address is v4-mapped.</summary>
    public void CopyPeerAddress(Span<byte> sixteen) => BinaryPrimitives.WriteUInt128BigEndian(sixteen, _peer.Address);

    /// <summary>16 bytes in network order; an IPv4 address is v4-mapped. All 0 without a local address.</summary>
    public void CopyLocalAddress(Span<byte> sixteen) => BinaryPrimitives.WriteUInt128BigEndian(sixteen, _local);

    /// <summary>
    /// From what recvmsg(2) filled in. The packet information is the only control message that was asked for, so it
    /// is the first.
    /// </summary>
    internal static DatagramPath Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> control)
    {
        SocketName peer = SocketName.Read(name);
        if (control.Length < HeaderBytes)
        {
            return new DatagramPath(peer);
        }

        ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(control);
        int level = BinaryPrimitives.ReadInt32LittleEndian(control[8..]);
        int type = BinaryPrimitives.ReadInt32LittleEndian(control[12..]);
        if (level == LibcDatagrams.IPPROTO_IP && type == LibcDatagrams.IP_PKTINFO
            && bytes == V4Bytes && control.Length >= V4Bytes)
        {
            // ipi_spec_dst, not ipi_addr: the latter may be a broadcast address, which nothing can be sent from.
            uint local = BinaryPrimitives.ReadUInt32BigEndian(control[V4LocalOffset..]);
            return new DatagramPath(
                peer, SocketName.Mapped(local), BinaryPrimitives.ReadInt32LittleEndian(control[HeaderBytes..]));
        }

        if (level == LibcDatagrams.IPPROTO_IPV6 && type == LibcDatagrams.IPV6_PKTINFO
            && bytes == V6Bytes && control.Length >= V6Bytes)
        {
            UInt128 local = BinaryPrimitives.ReadUInt128BigEndian(control[HeaderBytes..]);
            bool isGroup = local >> 120 == 0xFF;
            return isGroup
                ? new DatagramPath(peer)
                : new DatagramPath(peer, local, BinaryPrimitives.ReadInt32LittleEndian(control[V6IndexOffset..]));
        }

        return new DatagramPath(peer);
    }

    /// <summary>
    /// How many bytes the control message takes that makes the local address the source; 0 for none. The interface is
    /// left to the routing table, which may know another way back; only fe80::/10 means nothing without it.
    /// </summary>
    internal int WriteControl(Span<byte> control)
    {
        if (!_hasLocal || _isBound)
        {
            return 0;
        }

        int bytes = IsIPv6 ? V6Bytes : V4Bytes;
        control[..bytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(control, (ulong)bytes);
        BinaryPrimitives.WriteInt32LittleEndian(
            control[8..], IsIPv6 ? LibcDatagrams.IPPROTO_IPV6 : LibcDatagrams.IPPROTO_IP);
        BinaryPrimitives.WriteInt32LittleEndian(
            control[12..], IsIPv6 ? LibcDatagrams.IPV6_PKTINFO : LibcDatagrams.IP_PKTINFO);
        if (IsIPv6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(control[HeaderBytes..], _local);
            bool isLinkLocal = _local >> 118 == 0xFE80 >> 6;
            BinaryPrimitives.WriteInt32LittleEndian(control[V6IndexOffset..], isLinkLocal ? _interfaceIndex : 0);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(control[V4LocalOffset..], (uint)_local);
        }

        return bytes;
    }
}
