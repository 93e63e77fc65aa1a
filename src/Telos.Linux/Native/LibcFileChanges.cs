using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

/// <summary>What changes files and their names.</summary>
internal static unsafe partial class LibcFileChanges
{
    internal const int O_CREAT = 0x40;
    internal const int O_EXCL = 0x80;
    internal const int O_TRUNC = 0x200;
    internal const int O_NOFOLLOW = 0x20000;
    internal const ushort PermissionBits = 0xFFF;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmod(SafeHandle fd, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchown(SafeHandle fd, uint uid, uint gid);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(SafeHandle fd);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int unlink(string path);

    /// <summary>For writing, and only if there is nothing of this name.</summary>
    internal static Errno Create(string path, uint mode, out int fd) =>
        LibcFiles.Open(path, LibcFiles.O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, out fd, mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(SafeHandle fd, byte* buffer, nuint count, long offset);

    /// <summary>EIO when not all of it was written.</summary>
    internal static Errno WriteAt(SafeHandle fd, ReadOnlySpan<byte> bytes, long offset)
    {
        nint written;
        fixed (byte* start = bytes)
        {
            do
            {
                written = pwrite(fd, start, (nuint)bytes.Length, offset);
            }
            while (Syscall.Interrupted(written));
        }

        return written >= 0 && written != bytes.Length ? Errno.EIO : Syscall.Of(written);
    }

    internal static Errno WriteAll(SafeHandle fd, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* start = bytes)
            {
                written = LibcFiles.write(fd, start, (nuint)bytes.Length);
            }

            if (written < 0 && !Syscall.Interrupted(written))
            {
                return Syscall.Last();
            }

            bytes = bytes[(int)Math.Max(written, 0)..];
        }

        return Errno.None;
    }
}
