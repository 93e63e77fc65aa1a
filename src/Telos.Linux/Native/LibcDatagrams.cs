using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

/// <summary>UDP sockets: their options, names, and many datagrams in one call.</summary>
internal static unsafe partial class LibcDatagrams
{
    internal const ushort AF_INET = 2;
    internal const ushort AF_INET6 = 10;
    internal const int IPPROTO_IP = 0;
    internal const int IPPROTO_IPV6 = 41;
    internal const int IP_PKTINFO = 8;
    internal const int IPV6_V6ONLY = 26;
    internal const int IPV6_RECVPKTINFO = 49;
    internal const int IPV6_PKTINFO = 50;
    internal const int SO_SNDBUF = 7;
    internal const int SO_RCVBUF = 8;
    internal const int SO_REUSEPORT = 15;
    internal const int SO_SNDBUFFORCE = 32;
    internal const int SO_RCVBUFFORCE = 33;
    internal const int MSG_TRUNC = 0x20;

    /// <summary>UIO_MAXIOV: recvmmsg(2) and sendmmsg(2) take no more messages at once.</summary>
    internal const int MessagesMax = 1024;

    private const int SOCK_DGRAM = 2;
    private const int SOCK_NONBLOCK = 0x800;
    private const int MSG_DONTWAIT = 0x40;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(SafeHandle socket, int level, int name, void* value, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(SafeHandle socket, byte* name, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(SafeHandle socket, byte* name, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockname(SafeHandle socket, byte* name, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getpeername(SafeHandle socket, byte* name, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int recvmmsg(SafeHandle socket, MessageHeader* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sendmmsg(SafeHandle socket, MessageHeader* messages, uint count, int flags);

    internal static Errno Open(ushort family, out int fd)
    {
        fd = LibcSockets.socket(family, SOCK_DGRAM | SOCK_NONBLOCK | LibcSockets.SOCK_CLOEXEC, 0);
        return Syscall.Of(fd);
    }

    internal static Errno SetOption(SafeHandle socket, int level, int name, int value) =>
        Syscall.Of(setsockopt(socket, level, name, &value, sizeof(int)));

    internal static Errno Bind(SafeHandle socket, ReadOnlySpan<byte> name)
    {
        fixed (byte* start = name)
        {
            return Syscall.Of(bind(socket, start, (uint)name.Length));
        }
    }

    /// <summary>Sends nothing and so never waits: it chooses a route and keeps the peer (udp(7)).</summary>
    internal static Errno Connect(SafeHandle socket, ReadOnlySpan<byte> name)
    {
        fixed (byte* start = name)
        {
            return Syscall.Of(connect(socket, start, (uint)name.Length));
        }
    }

    internal static Errno LocalName(SafeHandle socket, Span<byte> name, out int length)
    {
        uint bytes = (uint)name.Length;
        fixed (byte* start = name)
        {
            int rc = getsockname(socket, start, &bytes);
            length = Math.Min((int)bytes, name.Length);
            return Syscall.Of(rc);
        }
    }

    internal static Errno PeerName(SafeHandle socket, Span<byte> name, out int length)
    {
        uint bytes = (uint)name.Length;
        fixed (byte* start = name)
        {
            int rc = getpeername(socket, start, &bytes);
            length = Math.Min((int)bytes, name.Length);
            return Syscall.Of(rc);
        }
    }

    /// <summary>
    /// Takes what is queued. An error after the first datagram is kept by the socket for the next call
    /// (net/socket.c, do_recvmmsg).
    /// </summary>
    internal static Errno ReceiveMany(SafeHandle socket, MessageHeader* messages, int count, out int received)
    {
        int rc;
        do
        {
            rc = recvmmsg(socket, messages, (uint)count, MSG_DONTWAIT, null);
        }
        while (Syscall.Interrupted(rc));
        received = Math.Max(rc, 0);
        return Syscall.Of(rc);
    }

    /// <summary>
    /// Sends until one is refused. The kernel says why only if that is the first one of a call (net/socket.c,
    /// __sys_sendmmsg), hence the loop: each turn sends at least one or ends it.
    /// </summary>
    internal static Errno SendMany(SafeHandle socket, MessageHeader* messages, int count, out int sent)
    {
        sent = 0;
        while (sent < count)
        {
            int rc = sendmmsg(socket, messages + sent, (uint)(count - sent), MSG_DONTWAIT);
            if (rc > 0)
            {
                sent += rc;
            }
            else if (!Syscall.Interrupted(rc))
            {
                return rc < 0 ? Syscall.Last() : Errno.EIO;
            }
        }

        return Errno.None;
    }

    /// <summary>struct mmsghdr (include/linux/socket.h) on a 64-bit machine.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MessageHeader
    {
        internal byte* Name;
        internal uint NameBytes;
        private readonly uint _padding;
        internal Vector* Vectors;
        internal nuint VectorCount;
        internal byte* Control;
        internal nuint ControlBytes;
        internal int Flags;
        private readonly int _flagsPadding;
        internal uint Bytes;
        private readonly uint _bytesPadding;
    }

    /// <summary>struct iovec (include/uapi/linux/uio.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Vector
    {
        internal byte* Start;
        internal nuint Bytes;
    }
}
