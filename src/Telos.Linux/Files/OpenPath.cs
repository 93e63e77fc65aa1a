using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>Opens paths that others name. Symbolic links are followed.</summary>
public static class OpenPath
{
    /// <summary>
    /// For reading. Returns at once for a FIFO without a writer, and never takes a controlling terminal.
    /// </summary>
    public static Errno TryOpenRead(string path, out SafeFileHandle? file) =>
        TryOpen(path, LibcFiles.O_RDONLY | LibcFiles.O_NONBLOCK | LibcFiles.O_NOCTTY, out file);

    /// <summary>A reference (O_PATH): needs no permission on the file itself and runs no driver.</summary>
    public static Errno TryOpenPath(string path, out SafeFileHandle? file) =>
        TryOpen(path, LibcFiles.O_PATH, out file);

    internal static Errno TryOpen(string path, int flags, out SafeFileHandle? file)
    {
        Errno error = LibcFiles.Open(path, flags, out int fd);
        file = error == Errno.None ? new SafeFileHandle(fd, ownsHandle: true) : null;
        return error;
    }
}
