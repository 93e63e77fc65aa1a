using System.Globalization;
using Telos.Linux.Native;
using Telos.Linux.Processes;

namespace Telos.Linux.Memory;

/// <summary>How much of this process's own memory is resident.</summary>
public static class ProcessMemory
{
    /// <summary>
    /// Memory that is touched from now on comes in pages of 4 KB, after execve(2) too. Where transparent huge pages are "always",
    /// the first touch of a thread's stack or of a heap makes 2 MB of it resident.
    /// </summary>
    public static void ForbidHugePages() => LinuxException.ThrowIf(
        Syscall.Of(LibcProcesses.prctl(LibcProcesses.PR_SET_THP_DISABLE, 1, 0, 0, 0)), "prctl(PR_SET_THP_DISABLE)");

    /// <summary>
    /// Gives the kernel back what malloc has free, and the program's own code and constants: what is needed of those comes back
    /// from the page cache.
    /// </summary>
    public static void GiveBack()
    {
        _ = LibcMemory.malloc_trim(0);
        string program = File.ResolveLinkTarget("/proc/self/exe", returnFinalTarget: false)!.FullName;
        foreach (ProcessMapping mapping in ProcessMapping.AllOf(Environment.ProcessId))
        {
            // A page that was relocated and then made read-only is the process's own: without it there is nothing to come back.
            if (mapping.Name == program && mapping.IsUnchanged && !mapping.IsWritable)
            {
                Forget(mapping.Range);
            }
        }
    }

    private static void Forget(string range)
    {
        int dash = range.IndexOf('-', StringComparison.Ordinal);
        nint start = nint.Parse(range.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        nint end = nint.Parse(range.AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        // What the kernel does not take back stays resident: no reason to end.
        _ = LibcMemory.madvise(start, (nuint)(end - start), LibcMemory.MADV_DONTNEED);
    }
}
