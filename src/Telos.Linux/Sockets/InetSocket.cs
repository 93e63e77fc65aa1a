using System.Buffers.Binary;
using System.Net;

namespace Telos.Linux.Sockets;

/// <summary>
/// One socket as sock_diag names it: Id is its struct inet_diag_sockid (ports, addresses, device, and the cookie, so
/// that no other is meant once this one is gone).
/// </summary>
public sealed record InetSocket(AddressKind Kind, byte[] Id)
{
    internal const int IdBytes = 48;
    private const byte AF_INET = 2;
    private const byte AF_INET6 = 10;
    private const byte IPPROTO_TCP = 6;
    private const byte IPPROTO_UDP = 17;
    private const int PeerOffset = 20;

    // include/net/tcp_states.h. Without a peer, or with nobody at this end: TIME_WAIT, CLOSE, LISTEN, NEW_SYN_RECV.
    private const uint TcpWithPeer = (1 << 1) | (1 << 2) | (1 << 3) | (1 << 4) | (1 << 5) | (1 << 8) | (1 << 9) | (1 << 11);
    private const uint UdpWithPeer = 1 << 1;

    public IPEndPoint Peer
    {
        get
        {
            int bytes = Kind.Family == AF_INET ? 4 : 16;
            return new IPEndPoint(
                new IPAddress(Id.AsSpan(PeerOffset, bytes)), BinaryPrimitives.ReadUInt16BigEndian(Id.AsSpan(2)));
        }
    }

    internal static AddressKind[] Kinds { get; } =
    [
        new(AF_INET, IPPROTO_TCP), new(AF_INET6, IPPROTO_TCP), new(AF_INET, IPPROTO_UDP), new(AF_INET6, IPPROTO_UDP),
    ];

    internal static uint StatesWithPeer(AddressKind kind) => kind.Protocol == IPPROTO_TCP ? TcpWithPeer : UdpWithPeer;
}
