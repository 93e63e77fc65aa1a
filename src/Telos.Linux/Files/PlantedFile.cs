using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>
/// Files that root puts into a user's own directories. The user may change what names lead to at any time: a directory is opened
/// below the root, found to be the user's, and then only itself is worked in.
/// </summary>
public static class PlantedFile
{
    /// <summary>
    /// A new file of the user's. EEXIST when the name is taken, ENOENT without a directory, EPERM when that is somebody else's.
    /// </summary>
    /// <param name="root">A directory out of which no link leads.</param>
    /// <param name="path">Below it.</param>
    /// <param name="written">When it is to have been written.</param>
    public static Errno TryCreate(
        string root, string path, (uint Uid, uint Gid) owner, UnixFileMode mode, ReadOnlySpan<byte> content, DateTime written)
    {
        Errno error = TryOpenDirectory(root, path, owner.Uid, out SafeFileHandle? directory, out string name);
        if (error != Errno.None)
        {
            return error;
        }

        using (directory)
        {
            return OwnedFile.TryCreate($"{OpenPath.LinkTo(directory!)}/{name}", owner, (uint)mode, content, written);
        }
    }

    /// <summary>
    /// A reference to the user's own regular file that has the name itself. EPERM for a link, and for what is anybody else's.
    /// </summary>
    public static Errno TryOpen(string root, string path, uint uid, out SafeFileHandle? file)
    {
        file = null;
        Errno error = TryOpenDirectory(root, path, uid, out SafeFileHandle? directory, out string name);
        if (error != Errno.None)
        {
            return error;
        }

        using (directory)
        {
            error = OpenPath.TryOpen(
                $"{OpenPath.LinkTo(directory!)}/{name}", LibcFiles.O_PATH | LibcFileChanges.O_NOFOLLOW, out file);
            if (error != Errno.None)
            {
                return error;
            }

            error = LibcFiles.Describe(file!, out uint owner, out ushort mode);
            if (error == Errno.None && owner == uid && (mode & LibcFiles.S_IFMT) == LibcFiles.S_IFREG)
            {
                return Errno.None;
            }

            file!.Dispose();
            file = null;
            return error == Errno.None ? Errno.EPERM : error;
        }
    }

    /// <summary>A reference to the directory that a file of this path lies in.</summary>
    public static Errno TryOpenDirectory(string root, string path, uint uid, out SafeFileHandle? directory) =>
        TryOpenDirectory(root, path, uid, out directory, out _);

    /// <summary>Takes the name away, if its directory is still the user's.</summary>
    public static Errno TryDelete(string root, string path, uint uid)
    {
        Errno error = TryOpenDirectory(root, path, uid, out SafeFileHandle? directory, out string name);
        if (error != Errno.None)
        {
            return error;
        }

        using (directory)
        {
            return Syscall.Of(LibcFileChanges.unlink($"{OpenPath.LinkTo(directory!)}/{name}"));
        }
    }

    private static Errno TryOpenDirectory(string root, string path, uint uid, out SafeFileHandle? directory, out string name)
    {
        directory = null;
        name = Path.GetFileName(path);
        Errno error = OpenPath.TryOpenPath(root, out SafeFileHandle? top);
        if (error != Errno.None)
        {
            return error;
        }

        using (top)
        {
            string below = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
            error = OpenPath.TryOpenPathBelow(top!, below, staysOnMount: false, out directory);
            if (error != Errno.None)
            {
                return error;
            }

            error = OpenPath.TryOwner(directory!, out uint owner);
            if (error == Errno.None && owner == uid)
            {
                return Errno.None;
            }

            directory!.Dispose();
            directory = null;
            return error == Errno.None ? Errno.EPERM : error;
        }
    }
}
