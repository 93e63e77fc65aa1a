using System.Diagnostics;
using Telos.Linux.Native;

namespace Telos.Linux;

/// <summary>The clock that the gates compare expiry with: it counts suspend and nobody can set it.</summary>
public static class Clock
{
    public static ulong BootNs()
    {
        int rc = LibcEvents.clock_gettime(LibcEvents.CLOCK_BOOTTIME, out Timespec now);
        Debug.Assert(rc == 0);
        return ((ulong)now.Seconds * 1_000_000_000UL) + (ulong)now.Nanoseconds;
    }
}
