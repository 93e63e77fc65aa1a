using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

/// <summary>syscall(2) itself: for calls that glibc has no function for, or would look at before it makes them.</summary>
internal static partial class LibcCall
{
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint syscall(
        nint number, nint first, nint second, nint third, nint fourth, nint fifth, nint sixth);
}
