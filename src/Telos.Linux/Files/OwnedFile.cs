using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>Files that root makes for others.</summary>
internal static class OwnedFile
{
    /// <summary>EEXIST when the name is taken. No other user opens it before it is whole; nothing stays on an error.</summary>
    /// <param name="written">When it is to have been written.</param>
    internal static Errno TryCreate(
        string path, (uint Uid, uint Gid) owner, uint mode, ReadOnlySpan<byte> content, DateTime written)
    {
        Errno error = LibcFileChanges.Create(path, (uint)(UnixFileMode.UserRead | UnixFileMode.UserWrite), out int fd);
        if (error != Errno.None)
        {
            return error;
        }

        using SafeFileHandle file = new(fd, ownsHandle: true);
        error = LibcFileChanges.WriteAll(file, content);
        error = error != Errno.None ? error : Syscall.Of(LibcFileChanges.fchown(file, owner.Uid, owner.Gid));
        error = error != Errno.None ? error : Syscall.Of(LibcFileChanges.fchmod(file, mode));
        if (error != Errno.None)
        {
            _ = LibcFileChanges.unlink(path);
            return error;
        }

        File.SetLastWriteTimeUtc(file, written);
        return Errno.None;
    }
}
