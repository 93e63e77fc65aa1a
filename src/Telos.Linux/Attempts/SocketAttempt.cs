using System.Net;
using System.Net.Sockets;
using System.Text;
using Telos.Linux.Sockets;

namespace Telos.Linux.Attempts;

/// <summary>Ways to reach somebody by a socket, which is closed again.</summary>
public static unsafe class SocketAttempt
{
    private const int AF_UNSPEC = 0;
    private const int AF_UNIX = 1;
    private const int AF_INET6 = 10;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int PathOffset = 2;
    private const int UnixNameBytes = 110;
    private const int MessageWords = 7;

    public static Errno Create(int family, int type, int protocol) =>
        Call.Closing(Call.Make(SystemCall.socket, family, type | SOCK_CLOEXEC, protocol));

    /// <summary>EAFNOSUPPORT where nobody has a socket of the kind yet: asking for one would load a module.</summary>
    public static Errno CreateIfLoaded(string kind, int family, int type) =>
        File.ReadLines("/proc/net/protocols").Any(line => line.StartsWith(kind + " ", StringComparison.Ordinal))
            ? Create(family, type, 0)
            : Errno.EAFNOSUPPORT;

    /// <param name="family">Of the socket; the peer's own unless it is said.</param>
    public static Errno Connect(IPEndPoint peer, AddressFamily? family = null)
    {
        nint socket = Open(family ?? peer.AddressFamily, SocketType.Stream);
        return With(socket, Name(peer), (start, bytes) => Call.Make(SystemCall.connect, socket, start, bytes));
    }

    /// <summary>One byte.</summary>
    public static Errno Send(IPEndPoint peer, DatagramCall call)
    {
        byte[] name = Name(peer);
        if (call == DatagramCall.Unspecified)
        {
            (name[0], name[1]) = (AF_UNSPEC, 0);
        }

        nint socket = Open(peer.AddressFamily, SocketType.Dgram);
        return With(socket, name, (start, bytes) => Send(socket, start, bytes, call));
    }

    public static Errno Listen()
    {
        nint socket = Open(AddressFamily.InterNetwork, SocketType.Stream);
        return With(socket, Name(new IPEndPoint(IPAddress.Loopback, 0)), (start, bytes) =>
        {
            nint rc = Call.Make(SystemCall.bind, socket, start, bytes);
            return rc < 0 ? rc : Call.Make(SystemCall.listen, socket, 1);
        });
    }

    /// <summary>A UDP port that nobody has.</summary>
    public static Errno Bind(int port)
    {
        nint socket = Open(AddressFamily.InterNetwork, SocketType.Dgram);
        return With(socket, Name(new IPEndPoint(IPAddress.Loopback, port)), (start, bytes) =>
            Call.Make(SystemCall.bind, socket, start, bytes));
    }

    /// <param name="path">With @ in front for one of the abstract name space.</param>
    public static Errno ConnectLocal(string path, SocketType type)
    {
        nint socket = Call.Make(SystemCall.socket, AF_UNIX, (int)type | SOCK_CLOEXEC);
        return With(socket, LocalName(path), (start, bytes) => Call.Make(SystemCall.connect, socket, start, bytes));
    }

    /// <summary>One byte, without a connection.</summary>
    public static Errno SendLocal(string path)
    {
        nint socket = Call.Make(SystemCall.socket, AF_UNIX, (int)SocketType.Dgram | SOCK_CLOEXEC);
        return With(socket, LocalName(path), (start, bytes) => Send(socket, start, bytes, DatagramCall.SendTo));
    }

    /// <summary>By the link in /proc of a reference to the socket.</summary>
    public static Errno ConnectByDescriptor(string path)
    {
        nint reference = Call.Open(path, Native.LibcFiles.O_PATH);
        if (reference < 0)
        {
            return Call.Of(reference);
        }

        Errno seen = ConnectLocal($"/proc/self/fd/{reference}", SocketType.Stream);
        Call.Make(SystemCall.close, reference);
        return seen;
    }

    // The runtime's own number for IPv6 is another system's.
    private static nint Open(AddressFamily family, SocketType type) => Call.Make(
        SystemCall.socket, family == AddressFamily.InterNetworkV6 ? AF_INET6 : (int)family, (int)type | SOCK_CLOEXEC);

    private static Errno With(nint socket, byte[] name, Func<nint, int, nint> act)
    {
        if (socket < 0)
        {
            return Call.Of(socket);
        }

        fixed (byte* start = name)
        {
            nint rc = act((nint)start, name.Length);
            Call.Make(SystemCall.close, socket);
            return Call.Of(rc);
        }
    }

    private static nint Send(nint socket, nint name, int nameBytes, DatagramCall call)
    {
        byte text = (byte)'x';
        nint* vector = stackalloc nint[2] { (nint)(&text), 1 };

        // struct msghdr, and of sendmmsg(2) the count behind it.
        nint* message = stackalloc nint[MessageWords + 1] { name, nameBytes, (nint)vector, 1, 0, 0, 0, 0 };
        switch (call)
        {
            case DatagramCall.SendMsg:
                return Call.Make(SystemCall.sendmsg, socket, (nint)message);
            case DatagramCall.SendMmsg:
                return Call.Make(SystemCall.sendmmsg, socket, (nint)message, 1);
            case DatagramCall.Connected:
                nint rc = Call.Make(SystemCall.connect, socket, name, nameBytes);
                return rc < 0 ? rc : Call.Make(SystemCall.sendto, socket, (nint)(&text), 1);
            default:
                return Call.Make(SystemCall.sendto, socket, (nint)(&text), 1, 0, name, nameBytes);
        }
    }

    private static byte[] Name(IPEndPoint peer)
    {
        byte[] name = new byte[SocketName.BytesMax];
        return name[..SocketName.Of(peer).Write(name)];
    }

    // struct sockaddr_un; an abstract name begins with NUL and ends with its length (unix(7)).
    private static byte[] LocalName(string path)
    {
        byte[] name = new byte[UnixNameBytes];
        name[0] = AF_UNIX;
        int bytes = Encoding.UTF8.GetBytes(path, name.AsSpan(PathOffset));
        if (path.StartsWith('@'))
        {
            name[PathOffset] = 0;
        }

        return name[..(PathOffset + bytes + (path.StartsWith('@') ? 0 : 1))];
    }
}
