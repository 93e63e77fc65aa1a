using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

/// <summary>Terminals and their other ends (termios(3), pts(4)).</summary>
internal static unsafe partial class LibcTerminals
{
    internal const int O_RDWR = 2;
    internal const int O_NOCTTY = 0x100;
    internal const int O_CLOEXEC = 0x80000;
    internal const nuint TIOCGWINSZ = 0x5413;
    internal const nuint TIOCSWINSZ = 0x5414;
    internal const int TCSANOW = 0;
    internal const int TCSADRAIN = 1;

    // struct termios of glibc has 60 bytes.
    internal const int SettingsBytes = 64;
    internal const int PathBytesMax = 64;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int grantpt(SafeHandle master);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unlockpt(SafeHandle master);

    // Returns the error number itself.
    [LibraryImport("libc")]
    internal static partial int ptsname_r(SafeHandle master, byte* path, nuint bytes);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int tcgetattr(SafeHandle terminal, byte* settings);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int tcsetattr(SafeHandle terminal, int when, byte* settings);

    [LibraryImport("libc")]
    internal static partial void cfmakeraw(byte* settings);

    // size: struct winsize, four unsigned shorts.
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(SafeHandle terminal, nuint request, ulong* size);
}
