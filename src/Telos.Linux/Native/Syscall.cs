using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

/// <summary>The one place that reads errno and decides what is retried.</summary>
internal static class Syscall
{
    /// <summary>For the condition of a do-while around a libc call.</summary>
    internal static bool Interrupted(long rc) => rc < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR;

    internal static Errno Of(long rc) => rc < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;

    internal static Errno Last() => (Errno)Marshal.GetLastPInvokeError();

    /// <summary>
    /// libbpf 1.x returns -errno. It also retries EAGAIN on program load, five times, by itself.
    /// </summary>
    internal static Errno OfLibbpf(int rc) => rc < 0 ? (Errno)(-rc) : Errno.None;
}
