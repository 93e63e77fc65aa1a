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
        return error != Errno.None
            ? error
            : OwnedFile.TryCreate(
                path, (uid, gid), (uint)mode & LibcFileChanges.PermissionBits, content, File.GetLastWriteTimeUtc(model));
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
