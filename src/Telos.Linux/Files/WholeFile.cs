using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>
/// Regular files that are read whole and replaced whole: whoever opens the name finds the former content or the next one,
/// also after a loss of power.
/// </summary>
public static class WholeFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int SuffixBytes = 4;

    /// <summary>EINVAL when it is no regular file, EFBIG when it is longer than that.</summary>
    /// <param name="realPath">Where the name leads, over symbolic links; the name itself when it leads nowhere.</param>
    public static Errno TryRead(string path, int lengthMax, out string realPath, out byte[]? content)
    {
        content = null;
        realPath = path;
        Errno error = OpenPath.TryOpenRegular(path, out SafeFileHandle? file);
        if (error != Errno.None)
        {
            return error;
        }

        using (file)
        {
            long length = RandomAccess.GetLength(file!);
            if (length > lengthMax)
            {
                return Errno.EFBIG;
            }

            realPath = new FileInfo(OpenPath.LinkTo(file!)).LinkTarget ?? path;
            byte[] bytes = new byte[length];
            int count = 0;
            for (int read = 1; read > 0 && count < bytes.Length; count += read)
            {
                read = RandomAccess.Read(file!, bytes.AsSpan(count), count);
            }

            content = bytes[..count];
            return Errno.None;
        }
    }

    /// <summary>Keeps the owner, the group and the mode of a file that is there. A link of this name would be replaced.</summary>
    /// <param name="mode">Of a file that is not there yet, less the umask.</param>
    /// <exception cref="LinuxException">Nothing was changed.</exception>
    public static void Replace(string path, byte[] content, UnixFileMode mode)
    {
        string temporary = $"{path}.telos-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SuffixBytes))}";
        bool isThere = OpenPath.TryOpenPath(path, out SafeFileHandle? former) == Errno.None;
        using (former)
        {
            Errno error = LibcFileChanges.Create(temporary, (uint)(isThere ? OwnerOnly : mode), out int fd);
            LinuxException.ThrowIf(error, "create", temporary);
            try
            {
                using SafeFileHandle file = new(fd, ownsHandle: true);
                Fill(file, temporary, content, former);
                Check(LibcFileChanges.rename(temporary, path), "rename", temporary);
            }
            catch (LinuxException)
            {
                _ = LibcFileChanges.unlink(temporary);
                throw;
            }
        }

        SyncDirectory(path);
    }

    /// <summary>
    /// The same for a file in memory, of the owner alone, that nobody else writes: it outlives its writer's end and no loss of
    /// power.
    /// </summary>
    /// <exception cref="LinuxException">The former content is still there.</exception>
    public static void ReplaceInMemory(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + ".new";
        Errno error = LibcFiles.Open(
            temporary, LibcFiles.O_WRONLY | LibcFileChanges.O_CREAT | LibcFileChanges.O_TRUNC, out int fd, (uint)OwnerOnly);
        LinuxException.ThrowIf(error, "open", temporary);
        using (SafeFileHandle file = new(fd, ownsHandle: true))
        {
            LinuxException.ThrowIf(LibcFileChanges.WriteAll(file, content), "write", temporary);
        }

        Check(LibcFileChanges.rename(temporary, path), "rename", temporary);
    }

    /// <exception cref="LinuxException">It is still there.</exception>
    public static void Delete(string path)
    {
        Check(LibcFileChanges.unlink(path), "unlink", path);
        SyncDirectory(path);
    }

    private static void Fill(SafeFileHandle file, string path, byte[] content, SafeFileHandle? former)
    {
        LinuxException.ThrowIf(LibcFileChanges.WriteAll(file, content), "write", path);
        if (former is not null)
        {
            LinuxException.ThrowIf(LibcFiles.Describe(former, out uint uid, out uint gid, out ushort mode), "statx", path);
            LinuxException.ThrowIf(LibcFiles.Describe(file, out uint ownUid, out uint ownGid, out _), "statx", path);
            if ((uid, gid) != (ownUid, ownGid))
            {
                Check(LibcFileChanges.fchown(file, uid, gid), "fchown", path, "Its owner cannot be kept: run it as that user");
            }

            // After fchown, which takes the set-user-ID bits away.
            Check(LibcFileChanges.fchmod(file, (uint)(mode & LibcFileChanges.PermissionBits)), "fchmod", path);
        }

        Check(LibcFileChanges.fsync(file), "fsync", path);
    }

    // The name is in place by now; a file system that cannot sync directories has its own way to keep it.
    private static void SyncDirectory(string path)
    {
        if (OpenPath.TryOpenRead(Path.GetDirectoryName(path)!, out SafeFileHandle? directory) == Errno.None)
        {
            using (directory)
            {
                _ = LibcFileChanges.fsync(directory!);
            }
        }
    }

    private static void Check(int rc, string call, string path, string? hint = null) =>
        LinuxException.ThrowIf(Syscall.Of(rc), call, path, hint);
}
