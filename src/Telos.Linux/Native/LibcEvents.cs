using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

internal static unsafe partial class LibcEvents
{
    internal const int EFD_NONBLOCK = 0x800;
    internal const int EFD_CLOEXEC = 0x80000;
    internal const int IN_NONBLOCK = 0x800;
    internal const int IN_CLOEXEC = 0x80000;
    internal const uint IN_MODIFY = 0x2;
    internal const uint IN_Q_OVERFLOW = 0x4000;
    internal const uint IN_IGNORED = 0x8000;
    internal const int CLOCK_THREAD_CPUTIME_ID = 3;
    internal const int CLOCK_BOOTTIME = 7;
    internal const int _SC_CLK_TCK = 2;

    internal const short POLLIN = 1;
    internal const short POLLPRI = 2;
    internal const short POLLOUT = 4;
    internal const short POLLERR = 8;
    private const short POLLHUP = 16;
    private const int PolledMax = 4;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int inotify_add_watch(SafeHandle fd, string path, uint mask);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int inotify_rm_watch(SafeHandle fd, int watch);

    [LibraryImport("libc")]
    [SuppressGCTransition]
    internal static partial int clock_gettime(int clock, out Timespec now);

    [LibraryImport("libc")]
    internal static partial long sysconf(int name);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollFd* fds, ulong count, int timeoutMs);

    /// <summary>
    /// Waits for either descriptor. Level-triggered: the kernel asks each file for its state after it has
    /// queued the waiter, so what became readable before the call is seen. A negative timeout waits for ever.
    /// </summary>
    internal static Errno PollPair(
        SafeHandle first, SafeHandle second, int timeoutMs, out bool firstReady, out bool secondReady)
    {
        bool firstHeld = false;
        bool secondHeld = false;
        PollFd* fds = stackalloc PollFd[2];
        try
        {
            first.DangerousAddRef(ref firstHeld);
            second.DangerousAddRef(ref secondHeld);
            fds[0] = new PollFd { Fd = (int)first.DangerousGetHandle(), Events = POLLIN };
            fds[1] = new PollFd { Fd = (int)second.DangerousGetHandle(), Events = POLLIN };
            int rc = PollUntil(fds, 2, timeoutMs);
            firstReady = rc > 0 && (fds[0].ReturnedEvents & (POLLIN | POLLERR | POLLHUP)) != 0;
            secondReady = rc > 0 && (fds[1].ReturnedEvents & (POLLIN | POLLERR | POLLHUP)) != 0;
            return Syscall.Of(rc);
        }
        finally
        {
            if (secondHeld)
            {
                second.DangerousRelease();
            }

            if (firstHeld)
            {
                first.DangerousRelease();
            }
        }
    }

    /// <summary>Waits for any of the files; <c>returned</c> is what poll(2) says of each, 0 when time is up.</summary>
    internal static Errno PollEach(
        ReadOnlySpan<SafeHandle> files, ReadOnlySpan<short> events, Span<short> returned, int timeoutMs)
    {
        Debug.Assert(files.Length <= PolledMax && events.Length == files.Length && returned.Length == files.Length);
        PollFd* fds = stackalloc PollFd[PolledMax];
        int held = 0;
        try
        {
            for (int i = 0; i < files.Length; i++)
            {
                bool added = false;
                files[i].DangerousAddRef(ref added);
                held++;
                fds[i] = new PollFd { Fd = (int)files[i].DangerousGetHandle(), Events = events[i] };
            }

            int rc = PollUntil(fds, (ulong)files.Length, timeoutMs);
            for (int i = 0; i < files.Length; i++)
            {
                returned[i] = rc > 0 ? fds[i].ReturnedEvents : (short)0;
            }

            return Syscall.Of(rc);
        }
        finally
        {
            for (int i = 0; i < held; i++)
            {
                files[i].DangerousRelease();
            }
        }
    }

    /// <summary>Waits until something can be written, or can never be.</summary>
    internal static Errno WaitWritable(SafeHandle fd) => PollEach([fd], [POLLOUT], stackalloc short[1], -1);

    internal static Errno IsReadable(SafeHandle fd, out bool readable) =>
        PollPair(fd, fd, 0, out readable, out _);

    private static int PollUntil(PollFd* fds, ulong count, int timeoutMs)
    {
        long deadlineMs = Environment.TickCount64 + timeoutMs;
        int rc = poll(fds, count, timeoutMs);
        while (Syscall.Interrupted(rc))
        {
            int leftMs = timeoutMs < 0 ? -1 : (int)Math.Max(0, deadlineMs - Environment.TickCount64);
            rc = poll(fds, count, leftMs);
        }

        return rc;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        internal int Fd;
        internal short Events;
        internal short ReturnedEvents;
    }
}
