using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

/// <summary>epoll(7), level-triggered. Any state that ends a wait counts, errors and hang-ups too.</summary>
internal static unsafe partial class LibcPoll
{
    private const int EPOLL_CLOEXEC = 0x80000;
    private const int EPOLL_CTL_ADD = 1;
    private const int EPOLL_CTL_DEL = 2;
    private const uint EPOLLIN = 1;

    // 768 bytes of stack. With more ready files than that the rest is told next time.
    private const int EventsMax = 64;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(SafeHandle set, int operation, int file, Event* change);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(SafeHandle set, Event* events, int eventsMax, int timeoutMs);

    internal static Errno Create(out int fd)
    {
        fd = epoll_create1(EPOLL_CLOEXEC);
        return Syscall.Of(fd);
    }

    internal static Errno Add(SafeHandle set, SafeHandle file, uint token) =>
        Change(set, EPOLL_CTL_ADD, file, new Event { States = EPOLLIN, Token = token });

    internal static Errno Remove(SafeHandle set, SafeHandle file) => Change(set, EPOLL_CTL_DEL, file, default);

    /// <summary>The tokens of files that are ready; none when time is up. A negative timeout waits for ever.</summary>
    internal static Errno Wait(SafeHandle set, Span<uint> tokens, int timeoutMs, out int count)
    {
        Event* events = stackalloc Event[EventsMax];
        int max = Math.Min(tokens.Length, EventsMax);
        long deadlineMs = Environment.TickCount64 + timeoutMs;
        int rc = epoll_wait(set, events, max, timeoutMs);
        while (Syscall.Interrupted(rc))
        {
            int leftMs = timeoutMs < 0 ? -1 : (int)Math.Max(0, deadlineMs - Environment.TickCount64);
            rc = epoll_wait(set, events, max, leftMs);
        }

        count = Math.Max(rc, 0);
        for (int i = 0; i < count; i++)
        {
            tokens[i] = (uint)events[i].Token;
        }

        return Syscall.Of(rc);
    }

    private static Errno Change(SafeHandle set, int operation, SafeHandle file, Event change)
    {
        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            return Syscall.Of(epoll_ctl(set, operation, (int)file.DangerousGetHandle(), &change));
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>struct epoll_event, which is packed on x86-64 (include/uapi/linux/eventpoll.h).</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Event
    {
        internal uint States;
        internal ulong Token;
    }
}
