using System.Buffers.Binary;
using Telos.Linux.Native;

namespace Telos.Linux.Cgroups;

/// <summary>
/// Tells when control groups become empty: once for each group, on the watch's own thread. The callback must
/// not throw, and must not dispose the watch.
/// </summary>
public sealed class CgroupWatch : IDisposable
{
    // struct inotify_event: int wd; u32 mask, cookie, len; char name[len].
    private const int EventHeaderBytes = 16;
    private const int EventMaskOffset = 4;
    private const int EventLengthOffset = 12;
    private const int BufferBytes = 4096;

    private readonly Action<CgroupDirectory> _emptied;
    private readonly Inotify _inotify = Inotify.Create();
    private readonly EventFd _wake = EventFd.Create();
    private readonly Dictionary<int, CgroupDirectory> _groups = [];
    private readonly Lock _groupsLock = new();
    private readonly Thread _thread;
    private volatile bool _stopping;

    public CgroupWatch(Action<CgroupDirectory> emptied)
    {
        _emptied = emptied;
        _thread = new Thread(Run) { IsBackground = true, Name = "cgroup-watch" };
        _thread.Start();
    }

    /// <summary>
    /// Call it once the group has its first member: a group found empty is reported at once. ENOENT when the
    /// group is gone; then nothing is reported.
    /// </summary>
    public Errno TryAdd(CgroupDirectory group)
    {
        lock (_groupsLock)
        {
            Errno error = _inotify.TryWatch(group.EventsPath, out int watch);
            if (error != Errno.None)
            {
                return error;
            }

            _groups[watch] = group;
        }

        // It may have become empty before the watch was there. The thread looks, so that callbacks have one
        // thread.
        _wake.Signal();
        return Errno.None;
    }

    public void Add(CgroupDirectory group) =>
        LinuxException.ThrowIf(TryAdd(group), "inotify_add_watch", group.EventsPath);

    public void Dispose()
    {
        _stopping = true;
        _wake.Signal();
        _thread.Join();
        _inotify.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        byte[] buffer = new byte[BufferBytes];
        while (!_stopping)
        {
            Errno error = LibcEvents.PollPair(_inotify, _wake, -1, out bool events, out bool woken);
            LinuxException.ThrowIf(error, "poll", "inotify");
            if (woken)
            {
                _wake.Clear();
                ReportAll();
            }

            if (events)
            {
                ReadEvents(buffer);
            }
        }
    }

    private void ReadEvents(byte[] buffer)
    {
        Errno error = LibcFiles.Read(_inotify, buffer, out int count);
        LinuxException.ThrowIf(error == Errno.EAGAIN ? Errno.None : error, "read", "inotify");
        ReadOnlySpan<byte> rest = buffer.AsSpan(0, count);
        while (rest.Length >= EventHeaderBytes)
        {
            int watch = BinaryPrimitives.ReadInt32LittleEndian(rest);
            uint mask = BinaryPrimitives.ReadUInt32LittleEndian(rest[EventMaskOffset..]);
            int nameBytes = BinaryPrimitives.ReadInt32LittleEndian(rest[EventLengthOffset..]);
            rest = rest[(EventHeaderBytes + nameBytes)..];
            if ((mask & LibcEvents.IN_Q_OVERFLOW) != 0)
            {
                ReportAll();
            }
            else
            {
                Report(watch);
            }
        }
    }

    private void ReportAll()
    {
        int[] watches;
        lock (_groupsLock)
        {
            watches = [.. _groups.Keys];
        }

        foreach (int watch in watches)
        {
            Report(watch);
        }
    }

    private void Report(int watch)
    {
        CgroupDirectory? group;
        lock (_groupsLock)
        {
            if (!_groups.TryGetValue(watch, out group) || group.Populated)
            {
                return;
            }

            _groups.Remove(watch);
            _inotify.Forget(watch);
        }

        _emptied(group);
    }
}
