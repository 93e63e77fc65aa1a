using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

internal static partial class LibcMemory
{
    internal const int PROT_READ = 1;
    internal const int PROT_WRITE = 2;
    internal const int MAP_SHARED = 0x01;
    internal const int MAP_PRIVATE = 0x02;
    internal const int MAP_ANONYMOUS = 0x20;
    internal const int MAP_POPULATE = 0x8000;

    internal const nint MAP_FAILED = -1;

    internal const int MADV_DONTNEED = 4;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint mmap(
        nint address, nuint length, int protection, int flags, SafeHandle fd, long offset);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "mmap")]
    internal static partial nint mmap_raw(
        nint address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int munmap(nint address, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int madvise(nint address, nuint length, int advice);

    [LibraryImport("libc")]
    internal static partial int malloc_trim(nuint keptBytes);
}
