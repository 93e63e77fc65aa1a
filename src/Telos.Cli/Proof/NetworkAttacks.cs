using System.Net;
using System.Net.Sockets;
using Telos.Linux;
using Telos.Linux.Attempts;

namespace Telos.Cli.Proof;

/// <summary>Network and unix gate: destinations, kinds of sockets, and those who act for others.</summary>
internal static class NetworkAttacks
{
    private const int AF_INET = 2;
    private const int AF_NETLINK = 16;
    private const int AF_PACKET = 17;
    private const int AF_VSOCK = 40;
    private const int SOCK_STREAM = 1;
    private const int SOCK_RAW = 3;
    private const int IPPROTO_UDP = 17;
    private const int NETLINK_KOBJECT_UEVENT = 15;
    private const int NETLINK_GENERIC = 16;

    public static Attack[] All { get; } =
    [
        new("network.loopback", 25, on => SocketAttempt.Connect(on.Stream)),
        new("network.native_ipv6", 25, on => InIPv6(on, IPAddress.IPv6Loopback, on.Tcp6)),
        new("network.mapped_address", 24, on => InIPv6(on, IPAddress.Loopback.MapToIPv6(), on.Tcp)),
        new("network.datagram_by_every_call/sendto", 23, on => SocketAttempt.Send(on.Datagrams, DatagramCall.SendTo)),
        new("network.datagram_by_every_call/sendmsg", 23, on => SocketAttempt.Send(on.Datagrams, DatagramCall.SendMsg)),
        new("network.datagram_by_every_call/sendmmsg", 23, on => SocketAttempt.Send(on.Datagrams, DatagramCall.SendMmsg)),
        new("network.datagram_by_every_call/connected", 23, on => SocketAttempt.Send(on.Datagrams, DatagramCall.Connected)),
        new("network.unspecified_family", 26, on => SocketAttempt.Send(on.Datagrams, DatagramCall.Unspecified)),
        new("network.raw_socket/ip", 33, _ => SocketAttempt.Create(AF_INET, SOCK_RAW, IPPROTO_UDP)),
        new("network.raw_socket/packet", 33, _ => SocketAttempt.Create(AF_PACKET, SOCK_RAW, 0)),
        new("network.virtual_machine_socket", 34, _ => SocketAttempt.CreateIfLoaded("AF_VSOCK", AF_VSOCK, SOCK_STREAM)),
        new("network.netlink_of_other_kinds/uevent", 35, _ => SocketAttempt.Create(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT)),
        new("network.netlink_of_other_kinds/generic", 35, _ => SocketAttempt.Create(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC)),
        new("network.listening", 43, _ => SocketAttempt.Listen()),
        new("network.bound_port", 43, on => SocketAttempt.Bind(on.Free)),
        new("names.another_resolver", 50, on => on.Resolver is string address
            ? OtherResolver.Ask(address)
            : Errno.EPROTONOSUPPORT),
        new("local.stream_to_a_proxy/path", 36, on => SocketAttempt.ConnectLocal(on.InArea("proxy"), SocketType.Stream)),
        new("local.stream_to_a_proxy/abstract", 36, on => SocketAttempt.ConnectLocal(on.Abstract, SocketType.Stream)),
        new("local.datagram_to_a_proxy", 37, on => SocketAttempt.SendLocal(on.InArea("letters"))),
        new("local.connected_datagram_to_a_proxy", 37, on => SocketAttempt.ConnectLocal(on.InArea("letters"), SocketType.Dgram)),
        new("local.connection_of_a_visitor", 39, on => PassedSocket.Take(on.InArea("visited")), Meanwhile: ProofSteps.Visit),
        new("deputies.deputy_by_a_path_descriptor", 71, on => SocketAttempt.ConnectByDescriptor(on.InOutside("proxy"))),
        new("rings.connect_and_send", 46, _ => KernelAttempt.MakeRing()),
    ];

    private static Errno InIPv6(ProofStage on, IPAddress address, int port) => on.Tcp6 == 0
        ? Errno.EAFNOSUPPORT
        : SocketAttempt.Connect(new IPEndPoint(address, port), AddressFamily.InterNetworkV6);
}
