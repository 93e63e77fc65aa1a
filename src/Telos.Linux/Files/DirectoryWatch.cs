using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>
/// Tells when names in directories change, or what is mounted. A watch is on the directory itself: one that is
/// renamed takes it along, so its owner adds all directories by name again after each change, and calls
/// <see cref="ForgetOthers"/>. One thread adds and waits; any may stop it.
/// </summary>
public sealed class DirectoryWatch : IDisposable
{
    private const uint Changes = LibcEvents.IN_CREATE | LibcEvents.IN_MOVED_TO | LibcEvents.IN_MOVED_FROM
        | LibcEvents.IN_DELETE | LibcEvents.IN_DELETE_SELF | LibcEvents.IN_MOVE_SELF | LibcEvents.IN_ATTRIB;

    private const string MountInfo = "/proc/self/mountinfo";

    // struct inotify_event: int wd; u32 mask, cookie, len; char name[len].
    private const int EventHeaderBytes = 16;
    private const int EventMaskOffset = 4;
    private const int EventLengthOffset = 12;
    private const int BufferBytes = 16 * 1024;

    // Somebody who makes files all the time must not keep the reader from returning.
    private const int ReadsMax = 256;

    private readonly SafeFileHandle _inotify;
    private readonly SafeFileHandle _mounts;
    private readonly EventFd _stop = EventFd.Create();
    private readonly byte[] _buffer = new byte[BufferBytes];
    private HashSet<int> _earlier = [];
    private HashSet<int> _added = [];

    public DirectoryWatch()
    {
        int fd = LibcEvents.inotify_init1(LibcEvents.IN_CLOEXEC | LibcEvents.IN_NONBLOCK);
        LinuxException.ThrowIf(Syscall.Of(fd), "inotify_init1");
        _inotify = new SafeFileHandle(fd, ownsHandle: true);
        LinuxException.ThrowIf(OpenPath.TryOpenRead(MountInfo, out SafeFileHandle? mounts), "open", MountInfo);
        _mounts = mounts!;
    }

    /// <summary>Symbolic links are followed. ENOSPC: the user has as many watches as there may be.</summary>
    public Errno Add(string directory)
    {
        int watch = LibcEvents.inotify_add_watch(_inotify, directory, Changes | LibcEvents.IN_ONLYDIR);
        Errno error = Syscall.Of(watch);
        if (error == Errno.None)
        {
            _added.Add(watch);
        }

        return error;
    }

    /// <summary>Leaves only the directories added since the last call.</summary>
    public void ForgetOthers()
    {
        _earlier.ExceptWith(_added);
        foreach (int watch in _earlier)
        {
            // EINVAL when the kernel has removed it already, with the directory.
            _ = LibcEvents.inotify_rm_watch(_inotify, watch);
        }

        (_earlier, _added) = (_added, []);
    }

    /// <summary>True after a change since the last call; false when stopped or when the time is up.</summary>
    public bool Wait(int timeoutMs = Timeout.Infinite)
    {
        long deadlineMs = Environment.TickCount64 + timeoutMs;
        ReadOnlySpan<SafeHandle> files = [_inotify, _mounts, _stop];

        // mountinfo is always readable; a change is POLLPRI and POLLERR, and is told once (fs/proc_namespace.c).
        ReadOnlySpan<short> events = [LibcEvents.POLLIN, LibcEvents.POLLPRI, LibcEvents.POLLIN];
        Span<short> returned = stackalloc short[3];
        while (true)
        {
            int leftMs = timeoutMs < 0 ? -1 : (int)Math.Max(0, deadlineMs - Environment.TickCount64);
            Errno error = LibcEvents.PollEach(files, events, returned, leftMs);
            LinuxException.ThrowIf(error, "poll", "inotify");
            bool changed = (returned[1] & (LibcEvents.POLLPRI | LibcEvents.POLLERR)) != 0;
            if (returned[0] != 0)
            {
                changed |= Drain();
            }

            if (returned[2] != 0)
            {
                return false;
            }

            if (changed || (returned[0] == 0 && leftMs == 0))
            {
                return changed;
            }
        }
    }

    /// <summary>Ends the wait, and all later ones at once.</summary>
    public void Stop() => _stop.Signal();

    public void Dispose()
    {
        _inotify.Dispose();
        _mounts.Dispose();
        _stop.Dispose();
    }

    private bool Drain()
    {
        bool changed = false;
        for (int i = 0; i < ReadsMax; i++)
        {
            Errno error = LibcFiles.Read(_inotify, _buffer, out int count);
            if (error == Errno.EAGAIN)
            {
                return changed;
            }

            LinuxException.ThrowIf(error, "read", "inotify");
            changed |= TellsChange(_buffer.AsSpan(0, count));
        }

        return changed;
    }

    // IN_IGNORED only confirms that a watch is gone. Everything else counts, events lost by IN_Q_OVERFLOW too.
    private static bool TellsChange(ReadOnlySpan<byte> events)
    {
        bool changed = false;
        while (events.Length >= EventHeaderBytes)
        {
            changed |= BinaryPrimitives.ReadUInt32LittleEndian(events[EventMaskOffset..]) != LibcEvents.IN_IGNORED;
            int nameBytes = BinaryPrimitives.ReadInt32LittleEndian(events[EventLengthOffset..]);
            events = events[(EventHeaderBytes + nameBytes)..];
        }

        return changed;
    }
}
