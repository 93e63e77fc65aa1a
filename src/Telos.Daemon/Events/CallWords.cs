using System.Collections.Frozen;
using System.Globalization;
using Telos.Core.Abi;

namespace Telos.Daemon.Events;

/// <summary>
/// The names of the system calls that the file gates meet: arch/x86/entry/syscalls/syscall_64.tbl and syscall_32.tbl. Made
/// once; another call is told by its number, "syscall 163".
/// </summary>
internal static class CallWords
{
    private static readonly FrozenDictionary<ushort, string> s_names = Names("", """
        0:read 1:write 2:open 9:mmap 10:mprotect 16:ioctl 17:pread64 18:pwrite64 19:readv 20:writev 25:mremap 30:shmat
        40:sendfile 42:connect 44:sendto 46:sendmsg 47:recvmsg 49:bind 59:execve 72:fcntl 76:truncate 77:ftruncate
        82:rename 83:mkdir 84:rmdir 85:creat 86:link 87:unlink 88:symlink 90:chmod 91:fchmod 92:chown 93:fchown
        94:lchown 132:utime 133:mknod 134:uselib 161:chroot 163:acct 165:mount 167:swapon 216:remap_file_pages
        235:utimes 240:mq_open 254:inotify_add_watch 257:openat 258:mkdirat 259:mknodat 260:fchownat 261:futimesat
        263:unlinkat 264:renameat 265:linkat 266:symlinkat 268:fchmodat 275:splice 276:tee 278:vmsplice 280:utimensat
        285:fallocate 295:preadv 296:pwritev 299:recvmmsg 301:fanotify_mark 304:open_by_handle_at 307:sendmmsg
        316:renameat2 319:memfd_create 322:execveat 326:copy_file_range 327:preadv2 328:pwritev2 429:move_mount
        437:openat2 438:pidfd_getfd
        """);

    private static readonly FrozenDictionary<ushort, string> s_i386Names = Names(" (i386)", """
        3:read 4:write 5:open 8:creat 9:link 10:unlink 11:execve 14:mknod 15:chmod 16:lchown 21:mount 30:utime
        38:rename 39:mkdir 40:rmdir 51:acct 54:ioctl 55:fcntl 61:chroot 83:symlink 86:uselib 87:swapon 90:mmap
        92:truncate 93:ftruncate 94:fchmod 95:fchown 102:socketcall 125:mprotect 145:readv 146:writev 163:mremap
        180:pread64 181:pwrite64 182:chown 187:sendfile 192:mmap2 193:truncate64 194:ftruncate64 198:lchown32
        207:fchown32 212:chown32 221:fcntl64 239:sendfile64 257:remap_file_pages 271:utimes 277:mq_open
        292:inotify_add_watch 295:openat 296:mkdirat 297:mknodat 298:fchownat 299:futimesat 301:unlinkat 302:renameat
        303:linkat 304:symlinkat 306:fchmodat 313:splice 315:tee 316:vmsplice 320:utimensat 324:fallocate 333:preadv
        334:pwritev 337:recvmmsg 339:fanotify_mark 342:open_by_handle_at 345:sendmmsg 353:renameat2 356:memfd_create
        358:execveat 361:bind 362:connect 369:sendto 370:sendmsg 372:recvmsg 377:copy_file_range 378:preadv2
        379:pwritev2 397:shmat 429:move_mount 437:openat2 438:pidfd_getfd
        """);

    /// <param name="call">As of telos_event_file.call.</param>
    public static string Of(ushort call)
    {
        ushort number = (ushort)(call & ~KernelAbi.TELOS_CALL_I386);
        bool isI386 = number != call;
        return (isI386 ? s_i386Names : s_names).TryGetValue(number, out string? name)
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"syscall {number}{(isI386 ? " (i386)" : "")}");
    }

    private static FrozenDictionary<ushort, string> Names(string suffix, string table)
    {
        string[][] pairs =
            [.. table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split(':'))];
        return pairs.ToFrozenDictionary(
            pair => ushort.Parse(pair[0], CultureInfo.InvariantCulture), pair => pair[1] + suffix);
    }
}
