using Telos.Linux.Native;

namespace Telos.Linux.Processes;

/// <summary>How many descriptors this process may have open (RLIMIT_NOFILE).</summary>
public static unsafe class DescriptorLimit
{
    private const int ThisProcess = 0;

    /// <summary>
    /// Raises the soft limit, and the hard one where that is allowed (CAP_SYS_RESOURCE), to <paramref name="wanted"/>; a
    /// higher one stays. Returns what it is afterwards, which may be less.
    /// </summary>
    public static ulong Raise(ulong wanted)
    {
        ulong* limits = stackalloc ulong[2];
        LinuxException.ThrowIf(Exchange(null, limits), "prlimit(RLIMIT_NOFILE)");
        (ulong soft, ulong hard) = (limits[0], limits[1]);
        if (soft >= wanted)
        {
            return soft;
        }

        (limits[0], limits[1]) = (wanted, Math.Max(hard, wanted));
        if (Exchange(limits, null) == Errno.None)
        {
            return wanted;
        }

        (limits[0], limits[1]) = (Math.Min(hard, wanted), hard);
        LinuxException.ThrowIf(Exchange(limits, null), "prlimit(RLIMIT_NOFILE)");
        return limits[0];
    }

    private static Errno Exchange(ulong* limits, ulong* old) =>
        Syscall.Of(LibcProcesses.prlimit64(ThisProcess, LibcProcesses.RLIMIT_NOFILE, limits, old));
}
