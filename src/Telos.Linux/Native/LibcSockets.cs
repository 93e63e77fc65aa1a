using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

internal static unsafe partial class LibcSockets
{
    internal const int SOL_SOCKET = 1;
    internal const int SO_PEERCRED = 17;
    internal const int SO_PEERPIDFD = 77;
    internal const int SOCK_CLOEXEC = 0x80000;
    private const int AF_NETLINK = 16;
    private const int SOCK_RAW = 3;
    private const int NETLINK_SOCK_DIAG = 4;
    private const int CLONE_NEWNET = 0x40000000;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(SafeHandle socket, int level, int name, void* value, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(SafeHandle space, int type);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint if_nametoindex(string name);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial byte* if_indextoname(uint index, byte* name);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getifaddrs(out InterfaceAddress* first);

    [LibraryImport("libc")]
    internal static partial void freeifaddrs(InterfaceAddress* first);

    /// <summary>The front of struct ifaddrs (ifaddrs.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct InterfaceAddress
    {
        internal InterfaceAddress* Next;
        internal byte* Name;
        internal uint Flags;
        internal byte* Address;
    }

    /// <summary>Leaves the calling thread in the network namespace: for a thread that does nothing else.</summary>
    internal static Errno OpenDiagIn(SafeHandle networkNamespace, out int fd)
    {
        fd = -1;
        Errno error = Syscall.Of(setns(networkNamespace, CLONE_NEWNET));
        if (error != Errno.None)
        {
            return error;
        }

        fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
        return Syscall.Of(fd);
    }

    internal static Errno GetOption<T>(SafeHandle socket, int name, out T value)
        where T : unmanaged
    {
        value = default;
        uint length = (uint)sizeof(T);
        fixed (T* start = &value)
        {
            Errno error = Syscall.Of(getsockopt(socket, SOL_SOCKET, name, start, &length));
            return error == Errno.None && length != sizeof(T) ? Errno.EPROTO : error;
        }
    }
}
