using Telos.Linux.Native;

namespace Telos.Linux;

/// <summary>Lets one thread end another thread's wait. Signals sent before the wait are not lost.</summary>
internal sealed class EventFd : Descriptor
{
    private EventFd(int fd)
        : base(fd)
    {
    }

    internal static EventFd Create()
    {
        int fd = LibcEvents.eventfd(0, LibcEvents.EFD_CLOEXEC | LibcEvents.EFD_NONBLOCK);
        LinuxException.ThrowIf(Syscall.Of(fd), "eventfd");
        return new EventFd(fd);
    }

    // EAGAIN means that the counter is at its maximum, so the waiter is already due to wake.
    internal void Signal()
    {
        Errno error = LibcFiles.Write(this, BitConverter.GetBytes(1UL));
        LinuxException.ThrowIf(error == Errno.EAGAIN ? Errno.None : error, "write", "eventfd");
    }

    internal void Clear()
    {
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        Errno error = LibcFiles.Read(this, count, out _);
        LinuxException.ThrowIf(error == Errno.EAGAIN ? Errno.None : error, "read", "eventfd");
    }
}
