using System.Runtime.InteropServices;
using Telos.Linux.Files;

namespace Telos.Linux.Native;

internal static unsafe partial class LibcFiles
{
    internal const int O_RDONLY = 0;
    internal const int O_WRONLY = 1;
    internal const int O_NOCTTY = 0x100;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_DIRECTORY = 0x10000;
    internal const int O_CLOEXEC = 0x80000;
    internal const int O_PATH = 0x200000;
    internal const int F_SETFD = 2;
    internal const int F_DUPFD_CLOEXEC = 1030;
    internal const int AT_FDCWD = -100;
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const int AT_STATX_DONT_SYNC = 0x4000;
    internal const uint STATX_TYPE = 0x1;
    internal const uint STATX_MODE = 0x2;
    internal const uint STATX_UID = 0x8;
    internal const uint STATX_GID = 0x10;
    internal const uint STATX_BASIC_STATS = 0x7FF;
    internal const uint STATX_BTIME = 0x800;
    internal const ushort S_IFMT = 0xF000;
    internal const ushort S_IFREG = 0x8000;

    private const uint KernfsHandleBytes = sizeof(ulong);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(SafeHandle fd, int command, int argument);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "fcntl")]
    internal static partial int fcntl_raw(int fd, int command, int argument);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rmdir(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mkdir(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeHandle fd, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(SafeHandle fd, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int name_to_handle_at(
        int directoryFd, string path, FileHandle* handle, int* mountId, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeHandle directory, string path, int flags, uint mask, Statx* facts);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "statx")]
    private static partial int statx_at(int directory, byte* path, int flags, uint mask, Statx* facts);

    // openat2(2), for which glibc has no function. how: struct open_how, three 64-bit words.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint openat2(nint number, SafeHandle directory, string path, ulong* how, nint size);

    /// <summary>As if the directory were the root: links that are absolute and .. stay below it.</summary>
    internal static Errno OpenBelow(SafeHandle root, string path, int flags, bool staysOnMount, out int fd)
    {
        const int SYS_openat2 = 437;
        const int TriesMax = 64;
        const ulong RESOLVE_NO_XDEV = 0x01;
        const ulong RESOLVE_NO_MAGICLINKS = 0x02;
        const ulong RESOLVE_IN_ROOT = 0x10;
        fd = -1;
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return Errno.EINVAL;
        }

        // EAGAIN: something was renamed or mounted meanwhile, so that the kernel could not tell.
        ulong resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | (staysOnMount ? RESOLVE_NO_XDEV : 0);
        ulong* how = stackalloc ulong[3] { (uint)(flags | O_CLOEXEC), 0, resolve };
        int tries = 0;
        nint rc;
        do
        {
            rc = openat2(SYS_openat2, root, path, how, 3 * sizeof(ulong));
        }
        while (Syscall.Interrupted(rc) || (rc < 0 && Syscall.Last() == Errno.EAGAIN && ++tries < TriesMax));
        fd = (int)rc;
        return Syscall.Of(rc);
    }

    internal static Errno Open(string path, int flags, out int fd, uint mode = 0)
    {
        // The marshaller would cut the name at a NUL and open something else.
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            fd = -1;
            return Errno.EINVAL;
        }

        do
        {
            fd = open(path, flags | O_CLOEXEC, mode);
        }
        while (Syscall.Interrupted(fd));
        return Syscall.Of(fd);
    }

    internal static Errno Read(SafeHandle fd, Span<byte> buffer, out int count)
    {
        nint rc;
        fixed (byte* start = buffer)
        {
            do
            {
                rc = read(fd, start, (nuint)buffer.Length);
            }
            while (Syscall.Interrupted(rc));
        }

        count = rc < 0 ? 0 : (int)rc;
        return Syscall.Of(rc);
    }

    /// <summary>For kernel files, which take a value in one write or not at all.</summary>
    internal static Errno Write(SafeHandle fd, ReadOnlySpan<byte> bytes)
    {
        nint rc;
        fixed (byte* start = bytes)
        {
            do
            {
                rc = write(fd, start, (nuint)bytes.Length);
            }
            while (Syscall.Interrupted(rc));
        }

        return rc >= 0 && rc != bytes.Length ? Errno.EIO : Syscall.Of(rc);
    }

    /// <summary>For what takes as much as it has room for.</summary>
    internal static Errno WriteSome(SafeHandle fd, ReadOnlySpan<byte> bytes, out int count)
    {
        nint rc;
        fixed (byte* start = bytes)
        {
            do
            {
                rc = write(fd, start, (nuint)bytes.Length);
            }
            while (Syscall.Interrupted(rc));
        }

        count = rc < 0 ? 0 : (int)rc;
        return Syscall.Of(rc);
    }

    /// <summary>Under the lowest free number from <paramref name="lowest"/> on.</summary>
    internal static Errno Duplicate(int borrowedFd, out int fd, int lowest = 0)
    {
        fd = fcntl_raw(borrowedFd, F_DUPFD_CLOEXEC, lowest);
        return Syscall.Of(fd);
    }

    /// <summary>
    /// Of the open file itself, also one opened with O_PATH. A file system in user space or on a network is not
    /// asked: its server could keep the caller waiting.
    /// </summary>
    internal static Errno Describe(SafeHandle file, out uint uid, out ushort mode) => Describe(file, out uid, out _, out mode);

    internal static Errno Describe(SafeHandle file, out uint uid, out uint gid, out ushort mode)
    {
        Statx facts = default;
        int rc = statx(
            file, string.Empty, AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE | STATX_MODE | STATX_UID | STATX_GID, &facts);
        (uid, gid, mode) = (facts.Uid, facts.Gid, facts.Mode);
        return Syscall.Of(rc);
    }

    internal static Errno DeviceOf(SafeHandle file, out (uint Major, uint Minor) device)
    {
        const int S_IFCHR = 0x2000;
        Statx facts = default;
        Errno error = Syscall.Of(statx(file, string.Empty, AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE | STATX_MODE, &facts));
        device = (facts.NodeMajor, facts.NodeMinor);
        return error != Errno.None ? error : (facts.Mode & S_IFMT) == S_IFCHR ? Errno.None : Errno.EINVAL;
    }

    /// <summary>The kernfs node id, which is what bpf_get_current_cgroup_id() returns.</summary>
    internal static Errno KernfsId(string path, out ulong id)
    {
        FileHandle handle = new() { Bytes = KernfsHandleBytes };
        int mountId;
        int rc = name_to_handle_at(AT_FDCWD, path, &handle, &mountId, 0);
        id = handle.Id;
        return Syscall.Of(rc);
    }

    /// <param name="path">Ends in a zero. Links are followed.</param>
    internal static Errno Stamp(ReadOnlySpan<byte> path, out FileStamp stamp)
    {
        Statx facts = default;
        int rc;
        fixed (byte* start = path)
        {
            rc = statx_at(AT_FDCWD, start, AT_STATX_DONT_SYNC, STATX_BASIC_STATS | STATX_BTIME, &facts);
        }

        stamp = rc == 0 ? StampOf(facts) : default;
        return Syscall.Of(rc);
    }

    internal static Errno Stamp(SafeHandle file, out FileStamp stamp)
    {
        Statx facts = default;
        int rc = statx(file, string.Empty, AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_BASIC_STATS | STATX_BTIME, &facts);
        stamp = rc == 0 ? StampOf(facts) : default;
        return Syscall.Of(rc);
    }

    private static FileStamp StampOf(in Statx facts) => new(
        ((ulong)facts.DeviceMajor << 32) | facts.DeviceMinor,
        facts.Inode,
        facts.Changed.Nanoseconds,
        (facts.Mask & STATX_BTIME) != 0 ? facts.Born.Nanoseconds : 0,
        facts.Uid,
        facts.Mode);

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct FileHandle
    {
        internal uint Bytes;
        internal int Type;
        internal ulong Id;
    }

    // struct statx (include/uapi/linux/stat.h): 256 bytes, of which these are asked for.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(0)]
        internal uint Mask;

        [FieldOffset(20)]
        internal uint Uid;

        [FieldOffset(24)]
        internal uint Gid;

        [FieldOffset(28)]
        internal ushort Mode;

        [FieldOffset(32)]
        internal ulong Inode;

        [FieldOffset(80)]
        internal StatxTime Born;

        [FieldOffset(96)]
        internal StatxTime Changed;

        [FieldOffset(128)]
        internal uint NodeMajor;

        [FieldOffset(132)]
        internal uint NodeMinor;

        [FieldOffset(136)]
        internal uint DeviceMajor;

        [FieldOffset(140)]
        internal uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct StatxTime
    {
        internal long Seconds;
        internal uint Fraction;
        internal int Reserved;

        internal readonly ulong Nanoseconds => ((ulong)Seconds * 1_000_000_000) + Fraction;
    }
}
