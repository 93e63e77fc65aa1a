using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

internal static unsafe partial class LibcSockets
{
    internal const int SOL_SOCKET = 1;
    internal const int SO_PEERCRED = 17;
    internal const int SO_PEERPIDFD = 77;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(SafeHandle socket, int level, int name, void* value, uint* length);

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
