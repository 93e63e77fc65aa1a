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

    /// <summary>The same, as if <paramref name="root"/> were the root: no link and no .. leads out of it.</summary>
    /// <param name="staysOnMount">Refuse (EXDEV) what is mounted into the root.</param>
    public static Errno TryOpenPathBelow(SafeFileHandle root, string path, bool staysOnMount, out SafeFileHandle? file)
    {
        Errno error = LibcFiles.OpenBelow(root, path, LibcFiles.O_PATH, staysOnMount, out int fd);
        file = error == Errno.None ? new SafeFileHandle(fd, ownsHandle: true) : null;
        return error;
    }

    /// <summary>
    /// For reading, if it is a regular file; EINVAL otherwise. Nothing else is ever opened: opening a FIFO or a
    /// device can wait, or act on the device.
    /// </summary>
    public static Errno TryOpenRegular(string path, out SafeFileHandle? file)
    {
        file = null;
        Errno error = TryOpenPath(path, out SafeFileHandle? reference);
        if (error != Errno.None)
        {
            return error;
        }

        using (reference)
        {
            error = LibcFiles.Describe(reference!, out _, out ushort mode);
            if (error != Errno.None)
            {
                return error;
            }

            // The link leads to the file that was looked at, whatever has the name by now: proc_pid_fd(5).
            return (mode & LibcFiles.S_IFMT) == LibcFiles.S_IFREG
                ? TryOpenRead(LinkTo(reference!), out file)
                : Errno.EINVAL;
        }
    }

    /// <summary>The user that owns the open file, which may be a reference.</summary>
    public static Errno TryOwner(SafeFileHandle file, out uint uid) => LibcFiles.Describe(file, out uid, out _);

    /// <summary>Which device an open character device is, and EINVAL for anything else.</summary>
    public static Errno TryDevice(SafeFileHandle file, out (uint Major, uint Minor) device) =>
        LibcFiles.DeviceOf(file, out device);

    /// <summary>A path to the open file itself, as long as it is open.</summary>
    public static string LinkTo(SafeFileHandle file) => $"/proc/self/fd/{file.DangerousGetHandle()}";

    internal static Errno TryOpen(string path, int flags, out SafeFileHandle? file)
    {
        Errno error = LibcFiles.Open(path, flags, out int fd);
        file = error == Errno.None ? new SafeFileHandle(fd, ownsHandle: true) : null;
        return error;
    }
}
