using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>A file that looks like another one from outside: its owner, group, mode and time of writing.</summary>
public static class Facade
{
    /// <summary>EEXIST when the name is taken. Nothing stays behind on an error.</summary>
    /// <param name="model">May be a reference.</param>
    public static Errno TryCreate(string path, SafeFileHandle model, ReadOnlySpan<byte> content)
    {
        Errno error = LibcFiles.Describe(model, out uint uid, out uint gid, out ushort mode);
        if (error != Errno.None)
        {
            return error;
        }

        error = LibcFileChanges.Create(path, (uint)(UnixFileMode.UserRead | UnixFileMode.UserWrite), out int fd);
        if (error != Errno.None)
        {
            return error;
        }

        using SafeFileHandle file = new(fd, ownsHandle: true);
        error = LibcFileChanges.WriteAll(file, content);
        error = error != Errno.None ? error : Syscall.Of(LibcFileChanges.fchown(file, uid, gid));
        error = error != Errno.None ? error : Syscall.Of(
            LibcFileChanges.fchmod(file, (uint)mode & LibcFileChanges.PermissionBits));
        if (error != Errno.None)
        {
            _ = LibcFileChanges.unlink(path);
            return error;
        }

        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(model));
        return Errno.None;
    }

    /// <summary>Whether two names lead to one file.</summary>
    /// <param name="model">May be a reference.</param>
    public static bool Is(string path, SafeFileHandle model)
    {
        Errno error = OpenPath.TryOpenPath(path, out SafeFileHandle? file);
        using (file)
        {
            return error == Errno.None
                && LibcFiles.Stamp(file!, out FileStamp one) == Errno.None
                && LibcFiles.Stamp(model, out FileStamp other) == Errno.None
                && (one.Device, one.Inode) == (other.Device, other.Inode);
        }
    }
}
