using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux;

/// <summary>Lets one thread end another thread's wait. Signals sent before the wait are not lost.</summary>
public sealed class EventFd : Descriptor
{
    private EventFd(int fd)
        : base(fd)
    {
    }

    public static EventFd Create()
    {
        int fd = LibcEvents.eventfd(0, LibcEvents.EFD_CLOEXEC | LibcEvents.EFD_NONBLOCK);
        LinuxException.ThrowIf(Syscall.Of(fd), "eventfd");
        return new EventFd(fd);
    }

    // EAGAIN means that the counter is at its maximum, so the waiter is already due to wake.
    public void Signal()
    {
        ulong one = 1;
        Errno error = LibcFiles.Write(this, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in one)));
        LinuxException.ThrowIf(error == Errno.EAGAIN ? Errno.None : error, "write", "eventfd");
    }

    public void Clear()
    {
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        Errno error = LibcFiles.Read(this, count, out _);
        LinuxException.ThrowIf(error == Errno.EAGAIN ? Errno.None : error, "read", "eventfd");
    }
}
