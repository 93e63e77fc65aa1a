using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

internal static unsafe partial class LibcProcesses
{
    internal const int SIGPIPE = 13;
    internal const int SIG_SETMASK = 2;
    internal const nint SIG_DFL = 0;
    internal const nint SIG_IGN = 1;
    internal const nint SIG_ERR = -1;
    internal const uint CLOSE_RANGE_CLOEXEC = 4;
    internal const uint FirstUnsharedFd = 3;
    internal const int PR_SET_THP_DISABLE = 41;
    internal const int RLIMIT_CORE = 4;
    internal const int RLIMIT_NOFILE = 7;

    // arch/x86/entry/syscalls/syscall_64.tbl
    internal const int SYS_kcmp = 312;
    internal const int KCMP_VM = 1;
    internal const int KCMP_FILES = 2;

    // sigset_t of glibc: 1024 bits.
    internal const int SignalSetBytes = 128;

    [LibraryImport("libc")]
    internal static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setgroups(nuint count, uint* groups);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setresgid(uint real, uint effective, uint saved);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setresuid(uint real, uint effective, uint saved);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int chroot(string directory);

    [LibraryImport("libc")]
    internal static partial int gettid();

    // limit: struct rlimit64, the soft limit and the hard one.
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int prlimit64(int pid, int resource, ulong* limit, ulong* old);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int pidfd_open(int pid, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int pidfd_send_signal(SafeHandle pidfd, int signal, void* info, uint flags);

    // kcmp(2), for which glibc has no function.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint kcmp(nint number, nint first, nint second, nint type, nint index1, nint index2);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close_range(uint first, uint last, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint signal(int number, nint handler);

    // struct sigaction of glibc: 152 bytes, of which the first word is the handler.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int sigaction(int number, void* next, void* former);

    /// <summary>What is done at this signal: SIG_DFL, SIG_IGN, or a function's address.</summary>
    internal static nint HandlerOf(int number)
    {
        const int Words = 32;
        nint* former = stackalloc nint[Words];
        return sigaction(number, null, former) == 0 ? former[0] : SIG_DFL;
    }

    // Returns the error number itself, unlike sigprocmask.
    [LibraryImport("libc")]
    internal static partial int pthread_sigmask(int how, byte* set, byte* old);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int execve(byte* path, byte** argv, byte** envp);
}
