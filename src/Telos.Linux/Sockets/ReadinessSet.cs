using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux.Sockets;

/// <summary>
/// Waits for any of many files to have something to read, or an error to tell: epoll(7), level-triggered, so what is
/// not taken is told again. The caller owns the files and removes each before it closes it.
/// </summary>
public sealed class ReadinessSet : IDisposable
{
    private readonly ReadinessHandle _handle;

    public ReadinessSet()
    {
        LinuxException.ThrowIf(LibcPoll.Create(out int fd), "epoll_create1");
        _handle = new ReadinessHandle(fd);
    }

    public void Add(DatagramSocket socket, uint token) => Add(socket.Handle, token);

    /// <summary>Any file that epoll(7) takes, an <see cref="EventFd"/> for one.</summary>
    public void Add(SafeHandle handle, uint token) =>
        LinuxException.ThrowIf(LibcPoll.Add(_handle, handle, token), "epoll_ctl");

    public void Remove(DatagramSocket socket) => Remove(socket.Handle);

    public void Remove(SafeHandle handle) => LinuxException.ThrowIf(LibcPoll.Remove(_handle, handle), "epoll_ctl");

    /// <summary>
    /// The tokens of ready files, as many as fit and at most 64 a call; 0 when the time is up. A negative timeout
    /// waits for ever. Allocates nothing.
    /// </summary>
    public int Wait(Span<uint> tokens, int timeoutMs)
    {
        LinuxException.ThrowIf(LibcPoll.Wait(_handle, tokens, timeoutMs, out int count), "epoll_wait");
        return count;
    }

    public void Dispose() => _handle.Dispose();
}
