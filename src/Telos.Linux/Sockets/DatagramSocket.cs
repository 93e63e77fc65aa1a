using System.Net;
using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux.Sockets;

/// <summary>
/// A UDP socket that never blocks. Receiving and sending allocate nothing and return what the kernel says, also the
/// errors of earlier datagrams (ECONNREFUSED, EHOSTUNREACH), which do not end the socket. An IPv6 socket takes no IPv4.
/// </summary>
public sealed unsafe class DatagramSocket : IDisposable
{
    private const int QueueBytes = 1 << 20;

    private readonly DatagramHandle _handle;
    private readonly SocketName _peer;

    // With one address only: the default value stands for any address, and for a connected socket.
    private readonly SocketName _bound;

    private DatagramSocket(DatagramHandle handle, SocketName peer, SocketName bound)
    {
        _handle = handle;
        _peer = peer;
        _bound = bound;
    }

    public IPEndPoint LocalEndPoint
    {
        get
        {
            Span<byte> name = stackalloc byte[SocketName.BytesMax];
            LinuxException.ThrowIf(LibcDatagrams.LocalName(_handle, name, out int length), "getsockname");
            return SocketName.Read(name[..length]).ToEndPoint();
        }
    }

    internal SafeHandle Handle => _handle;

    /// <summary>
    /// Takes datagrams from anybody, and learns which address each was sent to. With <c>reusePort</c> the kernel
    /// spreads the clients over all sockets that are bound so by the same user (SO_REUSEPORT, socket(7)).
    /// </summary>
    public static DatagramSocket Bind(IPEndPoint local, bool reusePort)
    {
        SocketName name = SocketName.Of(local);
        LinuxException.ThrowIf(TryOpen(name.Family, out DatagramHandle? handle), "socket", local.ToString());
        try
        {
            if (reusePort)
            {
                Require(handle!, LibcSockets.SOL_SOCKET, LibcDatagrams.SO_REUSEPORT, local);
            }

            // Packet information costs time on both ways, and one address needs none.
            bool isAny = local.Address.Equals(IPAddress.Any) || local.Address.Equals(IPAddress.IPv6Any);
            if (isAny && name.IsIPv6)
            {
                Require(handle!, LibcDatagrams.IPPROTO_IPV6, LibcDatagrams.IPV6_RECVPKTINFO, local);
            }
            else if (isAny)
            {
                Require(handle!, LibcDatagrams.IPPROTO_IP, LibcDatagrams.IP_PKTINFO, local);
            }

            Lengthen(handle!, LibcDatagrams.SO_RCVBUFFORCE, LibcDatagrams.SO_RCVBUF);
            Lengthen(handle!, LibcDatagrams.SO_SNDBUFFORCE, LibcDatagrams.SO_SNDBUF);
            LinuxException.ThrowIf(BindTo(handle!, name), "bind", local.ToString());
            return new DatagramSocket(handle!, default, isAny ? default : name);
        }
        catch (LinuxException)
        {
            handle!.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Talks to one peer alone, from a port of the caller's choice; 0 leaves it to the kernel. EADDRINUSE: somebody
    /// has that port. EACCES: it is a privileged one.
    /// </summary>
    public static Errno TryConnect(IPEndPoint remote, ushort localPort, out DatagramSocket? socket)
    {
        socket = null;
        SocketName peer = SocketName.Of(remote);
        Errno error = TryOpen(peer.Family, out DatagramHandle? handle);
        if (error != Errno.None)
        {
            return error;
        }

        SocketName any = new(peer.Family, localPort, 0, peer.IsIPv6 ? UInt128.Zero : SocketName.Mapped(0));
        error = BindTo(handle!, any);
        error = error == Errno.None ? ConnectTo(handle!, ref peer) : error;
        if (error != Errno.None)
        {
            handle!.Dispose();
            return error;
        }

        socket = new DatagramSocket(handle!, peer, default);
        return Errno.None;
    }

    /// <summary>
    /// Fills the batch from its first slot with what is queued. EAGAIN and 0 when there is nothing. An error says
    /// nothing about the datagrams that follow: call again.
    /// </summary>
    public Errno Receive(DatagramBatch batch, out int count)
    {
        bool held = false;
        try
        {
            batch.Memory.DangerousAddRef(ref held);
            Errno error = LibcDatagrams.ReceiveMany(_handle, batch.Incoming, batch.Slots, out count);
            batch.Accept(count, in _peer, in _bound);
            return error;
        }
        finally
        {
            if (held)
            {
                batch.Memory.DangerousRelease();
            }
        }
    }

    /// <summary>
    /// Sends the slots in order until one is refused. <c>sent</c> says how many went; the error is about the one that
    /// comes next (or, ECONNREFUSED on a connected socket, about an earlier datagram). EAGAIN: the queue is full.
    /// EDESTADDRREQ: the slot has no reply set.
    /// </summary>
    public Errno Send(DatagramBatch batch, int first, int count, out int sent)
    {
        bool held = false;
        try
        {
            batch.Memory.DangerousAddRef(ref held);
            return LibcDatagrams.SendMany(_handle, batch.Outgoing(first, count), count, out sent);
        }
        finally
        {
            if (held)
            {
                batch.Memory.DangerousRelease();
            }
        }
    }

    public void Dispose() => _handle.Dispose();

    private static Errno TryOpen(ushort family, out DatagramHandle? handle)
    {
        Errno error = LibcDatagrams.Open(family, out int fd);
        handle = error == Errno.None ? new DatagramHandle(fd) : null;
        if (error == Errno.None && family == LibcDatagrams.AF_INET6)
        {
            error = LibcDatagrams.SetOption(handle!, LibcDatagrams.IPPROTO_IPV6, LibcDatagrams.IPV6_V6ONLY, 1);
        }

        if (error != Errno.None)
        {
            handle?.Dispose();
        }

        return error;
    }

    private static void Require(DatagramHandle handle, int level, int option, IPEndPoint local) =>
        LinuxException.ThrowIf(LibcDatagrams.SetOption(handle, level, option, 1), "setsockopt", local.ToString());

    // Past net.core.rmem_max only with CAP_NET_ADMIN; up to it otherwise, which the kernel does without an error.
    private static void Lengthen(DatagramHandle handle, int forced, int polite)
    {
        if (LibcDatagrams.SetOption(handle, LibcSockets.SOL_SOCKET, forced, QueueBytes) != Errno.None)
        {
            _ = LibcDatagrams.SetOption(handle, LibcSockets.SOL_SOCKET, polite, QueueBytes);
        }
    }

    private static Errno BindTo(DatagramHandle handle, SocketName name)
    {
        Span<byte> bytes = stackalloc byte[SocketName.BytesMax];
        return LibcDatagrams.Bind(handle, bytes[..name.Write(bytes)]);
    }

    // The peer as the kernel has it afterwards: to connect to 0.0.0.0 means the loopback address.
    private static Errno ConnectTo(DatagramHandle handle, ref SocketName peer)
    {
        Span<byte> bytes = stackalloc byte[SocketName.BytesMax];
        Errno error = LibcDatagrams.Connect(handle, bytes[..peer.Write(bytes)]);
        if (error != Errno.None)
        {
            return error;
        }

        error = LibcDatagrams.PeerName(handle, bytes, out int length);
        peer = SocketName.Read(bytes[..length]);
        return error;
    }
}
