using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Files;
using Telos.Linux.Native;

namespace Telos.Linux.Sockets;

/// <summary>
/// The kernel's list of the sockets of one network namespace (sock_diag(7)), and the request to end one: whoever waits
/// on it then gets ECONNABORTED at once. Needs CONFIG_INET_DIAG_DESTROY. Not for use by two threads at once.
/// </summary>
public sealed class SocketDiag : Descriptor
{
    private const ushort SOCK_DIAG_BY_FAMILY = 20;
    private const ushort SOCK_DESTROY = 21;
    private const ushort NLMSG_ERROR = 2;
    private const ushort NLMSG_DONE = 3;
    private const ushort NLM_F_REQUEST = 0x1;
    private const ushort NLM_F_ACK = 0x4;
    private const ushort NLM_F_DUMP = 0x300;
    private const ushort INET_DIAG_REQ_BYTECODE = 1;
    private const byte INET_DIAG_BC_CGROUP_COND = 13;

    private const int HeaderBytes = 16;
    private const int RequestBytes = HeaderBytes + 8 + InetSocket.IdBytes;
    private const int AttributeBytes = 4;

    // One instruction of four bytes with the cgroup's id, which goes on to the end, or past it for no match.
    private const int FilterBytes = 4 + sizeof(ulong);
    private const int IdOffset = HeaderBytes + 4;
    private const int ReceivedBytesMax = 32 * 1024;

    private readonly byte[] _received = new byte[ReceivedBytesMax];

    private SocketDiag(int fd)
        : base(fd)
    {
    }

    /// <summary>For the namespace that this file is, for instance <c>/proc/1/ns/net</c>.</summary>
    public static Errno TryOpen(string namespaceFile, out SocketDiag? diag)
    {
        diag = null;
        Errno error = OpenPath.TryOpenRead(namespaceFile, out SafeFileHandle? space);
        if (error != Errno.None)
        {
            return error;
        }

        // A socket stays in the namespace that it was made in. The thread that went there ends with that.
        int fd = -1;
        using (space)
        {
            Thread visitor = new(() => error = LibcSockets.OpenDiagIn(space!, out fd));
            visitor.Start();
            visitor.Join();
        }

        diag = error == Errno.None ? new SocketDiag(fd) : null;
        return error;
    }

    /// <summary>
    /// None when this kernel lists every kind and can end a socket. ENOENT: a module is missing (tcp_diag, udp_diag).
    /// </summary>
    public Errno Probe()
    {
        Errno error = List(cgroupId: 0, []);
        if (error != Errno.None)
        {
            return error;
        }

        // Nobody is at port 0.
        error = Destroy(new InetSocket(InetSocket.Kinds[0], new byte[InetSocket.IdBytes]));
        return error == Errno.ENOENT ? Errno.None : error;
    }

    /// <summary>The TCP and UDP sockets of this cgroup that have a peer. ENOENT: nothing lists one of these kinds.</summary>
    public Errno List(ulong cgroupId, List<InetSocket> sockets)
    {
        foreach (AddressKind kind in InetSocket.Kinds)
        {
            Errno error = Dump(kind, cgroupId, sockets);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return Errno.None;
    }

    /// <summary>ENOENT: it ended by itself. EOPNOTSUPP: this kernel ends no sockets.</summary>
    public Errno Destroy(InetSocket target)
    {
        Span<byte> request = stackalloc byte[RequestBytes];
        WriteRequest(request, SOCK_DESTROY, NLM_F_REQUEST | NLM_F_ACK, target.Kind, uint.MaxValue);
        target.Id.CopyTo(request[(HeaderBytes + 8)..]);
        Errno error = LibcFiles.Write(this, request);
        return error == Errno.None ? Receive(target.Kind, sockets: null) : error;
    }

    private Errno Dump(AddressKind kind, ulong cgroupId, List<InetSocket> sockets)
    {
        Span<byte> request = stackalloc byte[RequestBytes + AttributeBytes + FilterBytes];
        WriteRequest(request, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, kind, InetSocket.StatesWithPeer(kind));
        Span<byte> filter = request[RequestBytes..];
        BinaryPrimitives.WriteUInt16LittleEndian(filter, AttributeBytes + FilterBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(filter[2..], INET_DIAG_REQ_BYTECODE);
        filter[4] = INET_DIAG_BC_CGROUP_COND;
        filter[5] = FilterBytes;
        BinaryPrimitives.WriteUInt16LittleEndian(filter[6..], FilterBytes + 4);
        BinaryPrimitives.WriteUInt64LittleEndian(filter[8..], cgroupId);
        Errno error = LibcFiles.Write(this, request);
        return error == Errno.None ? Receive(kind, sockets) : error;
    }

    // struct nlmsghdr, then struct inet_diag_req_v2 without the id.
    private static void WriteRequest(Span<byte> request, ushort type, ushort flags, AddressKind kind, uint states)
    {
        request.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(request, (uint)request.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(request[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(request[6..], flags);
        request[HeaderBytes] = kind.Family;
        request[HeaderBytes + 1] = kind.Protocol;
        BinaryPrimitives.WriteUInt32LittleEndian(request[(HeaderBytes + 4)..], states);
    }

    // Until the answer's end: an error message (0 is an acknowledgement), or the end of a dump.
    private Errno Receive(AddressKind kind, List<InetSocket>? sockets)
    {
        while (true)
        {
            Errno error = LibcFiles.Read(this, _received, out int count);
            if (error != Errno.None)
            {
                return error;
            }

            Span<byte> rest = _received.AsSpan(0, count);
            while (rest.Length >= HeaderBytes)
            {
                int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(rest);
                ushort type = BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]);
                if (length < HeaderBytes || length > rest.Length)
                {
                    return Errno.EPROTO;
                }

                if (type is NLMSG_ERROR or NLMSG_DONE)
                {
                    return length >= HeaderBytes + sizeof(int)
                        ? (Errno)(-BinaryPrimitives.ReadInt32LittleEndian(rest[HeaderBytes..]))
                        : Errno.None;
                }

                if (length >= IdOffset + InetSocket.IdBytes)
                {
                    sockets?.Add(new InetSocket(kind, rest.Slice(IdOffset, InetSocket.IdBytes).ToArray()));
                }

                rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
            }
        }
    }
}
