using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Ring;

namespace Telos.Daemon.Events;

/// <summary>The thread that empties the ring. What the gates decide does not wait for it.</summary>
internal sealed class EventPump : IDisposable
{
    private const int WaitMs = 1000;

    private readonly RingReader _reader;
    private readonly EventWriter _writer;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private ulong _turnNs = Clock.BootNs();

    public EventPump(BpfMapHandle ring, EventWriter writer)
    {
        _reader = RingReader.Open(ring);
        _writer = writer;
        _thread = new Thread(Run) { IsBackground = true, Name = "events" };
        _thread.Start();
    }

    /// <summary>Null while every event was read.</summary>
    public string? Fault => _reader.IsCorrupt ? $"the event ring is corrupt ({_reader.Status})" : _writer.Fault;

    /// <summary>When its last round began, by the gates' clock; one takes a second and what there is to be written.</summary>
    public ulong TurnNs => Volatile.Read(ref _turnNs);

    public void Dispose()
    {
        _stopping = true;
        _reader.Wake();
        _thread.Join();
        _reader.Dispose();
    }

    private void Run()
    {
        EventWriter writer = _writer;
        while (!_stopping && !_reader.IsCorrupt)
        {
            Volatile.Write(ref _turnNs, Clock.BootNs());
            if (_reader.Wait(WaitMs))
            {
                _reader.Drain(ref writer);
            }
        }

        _reader.Drain(ref writer);
    }
}
