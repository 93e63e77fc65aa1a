using System.Diagnostics;
using Telos.Linux.Native;

namespace Telos.Linux;

/// <summary>The kernel's clocks that .NET does not read, in nanoseconds.</summary>
public static class Clock
{
    /// <summary>What the gates compare expiry with: it counts suspend and nobody can set it.</summary>
    public static ulong BootNs() => Read(LibcEvents.CLOCK_BOOTTIME);

    /// <summary>The processor time that the calling thread has used, of user and kernel.</summary>
    public static ulong ThreadCpuNs() => Read(LibcEvents.CLOCK_THREAD_CPUTIME_ID);

    private static ulong Read(int clock)
    {
        int rc = LibcEvents.clock_gettime(clock, out Timespec now);
        Debug.Assert(rc == 0);
        return ((ulong)now.Seconds * 1_000_000_000UL) + (ulong)now.Nanoseconds;
    }
}
