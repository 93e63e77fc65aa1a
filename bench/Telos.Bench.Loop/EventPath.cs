using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Daemon.Metrics;

namespace Telos.Bench.Loop;

/// <summary>What the daemon's thread does with the ring's events (Telos.Daemon.GuardianDaemon), over a log of its own.</summary>
internal sealed class EventPath : IDisposable
{
    private readonly AuditLog _log;

    public EventPath(string path, Func<uint, AgentEntry?> find)
    {
        _log = new AuditLog(path);
        Denials denials = new();
        RecordCounts counts = new();
        _log.EventsAppended += denials.Add;
        _log.EventsAppended += counts.Add;
        Writer = new EventWriter(_log, find);
    }

    public EventWriter Writer { get; }

    public long Written => _log.LastId - _log.LostCount;

    /// <summary>How often the log began a new file.</summary>
    public int Files => _log.Files;

    public void Dispose() => _log.Dispose();
}
