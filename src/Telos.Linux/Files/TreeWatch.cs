using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Bpf;
using Telos.Linux.Native;
using Telos.Linux.Ring;

namespace Telos.Linux.Files;

/// <summary>
/// Tells when programs in the kernel report a change through a ring of their own, or when what is mounted changes. One
/// thread waits; any may stop it.
/// </summary>
public sealed class TreeWatch : IDisposable
{
    private const string MountInfo = "/proc/self/mountinfo";

    private readonly BpfMapHandle _changes;
    private readonly RingReader _reader;
    private readonly SafeFileHandle _mounts;
    private readonly EventFd _stop = EventFd.Create();

    /// <param name="changes">Stays the caller's, who closes it after this.</param>
    public TreeWatch(BpfMapHandle changes)
    {
        _changes = changes;
        _reader = RingReader.Open(changes);
        LinuxException.ThrowIf(OpenPath.TryOpenRead(MountInfo, out SafeFileHandle? mounts), "open", MountInfo);
        _mounts = mounts!;
    }

    /// <summary>True after a change since the last call; false when stopped or when the time is up.</summary>
    /// <exception cref="InvalidDataException">The ring cannot be read any more.</exception>
    public bool Wait(int timeoutMs = Timeout.Infinite)
    {
        ReadOnlySpan<SafeHandle> files = [_changes, _mounts, _stop];

        // mountinfo is always readable; a change is POLLPRI and POLLERR, and is told once (fs/proc_namespace.c).
        ReadOnlySpan<short> events = [LibcEvents.POLLIN, LibcEvents.POLLPRI, LibcEvents.POLLIN];
        Span<short> returned = stackalloc short[3];
        Errno error = LibcEvents.PollEach(files, events, returned, timeoutMs);
        LinuxException.ThrowIf(error, "poll", _changes.Name);
        if (returned[0] != 0)
        {
            Drained drained = default;
            _reader.Drain(ref drained);
            if (_reader.IsCorrupt)
            {
                throw new InvalidDataException($"the ring of changes is corrupt ({_reader.Status})");
            }
        }

        return returned[2] == 0
            && (returned[0] != 0 || (returned[1] & (LibcEvents.POLLPRI | LibcEvents.POLLERR)) != 0);
    }

    /// <summary>Ends the wait, and all later ones at once.</summary>
    public void Stop() => _stop.Signal();

    public void Dispose()
    {
        _reader.Dispose();
        _mounts.Dispose();
        _stop.Dispose();
    }

    // That there was a record is all that it says.
    private struct Drained : IRingConsumer
    {
        public readonly void Consume(ReadOnlySpan<byte> record)
        {
        }

        public readonly void Settle()
        {
        }
    }
}
