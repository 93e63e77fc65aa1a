using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

/// <summary>Sessions and standard descriptors.</summary>
internal static partial class LibcSession
{
    private const string Library = "libc";

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setsid();

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int dup2(int oldDescriptor, int newDescriptor);
}
