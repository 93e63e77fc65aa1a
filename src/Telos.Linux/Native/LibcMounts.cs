using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

/// <summary>Mount namespaces, and what is mounted in them.</summary>
internal static unsafe partial class LibcMounts
{
    private const int CLONE_FS = 0x200;
    private const int CLONE_NEWNS = 0x20000;
    private const int MNT_DETACH = 2;
    private const nuint MS_REC = 0x4000;
    private const nuint MS_SLAVE = 0x80000;

    // Numbers that all architectures have in common (include/uapi/asm-generic/unistd.h).
    private const nint SYS_open_tree = 428;
    private const nint SYS_move_mount = 429;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(SafeHandle space, int type);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string? source, string target, string? type, nuint flags, void* data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint open_tree(nint number, int directory, string path, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint move_mount(
        nint number, SafeHandle from, string fromPath, SafeHandle to, string toPath, uint flags);

    /// <summary>A copy for the calling thread: what is mounted elsewhere comes in, and nothing goes out.</summary>
    internal static Errno UnshareMounts()
    {
        Errno error = Syscall.Of(unshare(CLONE_NEWNS));
        return error != Errno.None ? error : Syscall.Of(mount(null, "/", null, MS_REC | MS_SLAVE, null));
    }

    /// <summary>Of the calling thread, for good: for one that does nothing else.</summary>
    internal static Errno EnterMounts(SafeHandle space)
    {
        // Its root and working directory become its own before they change (setns(2)).
        Errno error = Syscall.Of(unshare(CLONE_FS));
        return error != Errno.None ? error : Syscall.Of(setns(space, CLONE_NEWNS));
    }

    /// <summary>A copy of the mount that a file lies on, of that file alone, and mounted nowhere.</summary>
    internal static Errno CloneTree(string path, out int fd)
    {
        const uint OPEN_TREE_CLONE = 1;
        fd = (int)open_tree(SYS_open_tree, LibcFiles.AT_FDCWD, path, OPEN_TREE_CLONE | LibcFiles.O_CLOEXEC);
        return Syscall.Of(fd);
    }

    internal static Errno MoveMount(SafeHandle tree, SafeHandle target)
    {
        const uint MOVE_MOUNT_F_EMPTY_PATH = 0x04;
        const uint MOVE_MOUNT_T_EMPTY_PATH = 0x40;
        return Syscall.Of(move_mount(
            SYS_move_mount, tree, string.Empty, target, string.Empty, MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
    }

    internal static Errno Detach(string target) => Syscall.Of(umount2(target, MNT_DETACH));
}
