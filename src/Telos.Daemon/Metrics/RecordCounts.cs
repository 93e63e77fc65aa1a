using Telos.Core.Audit;

namespace Telos.Daemon.Metrics;

/// <summary>Records of the log since the daemon started, by what they say. A probe of the canary is none.</summary>
internal sealed class RecordCounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RecordKind, long> _counts = [];

    public void Add(AuditRecord record)
    {
        // Only what a gate saw has a reason of its own; the level is that which a taint rose to.
        bool isTaint = record.Action == "taint";
        RecordKind kind = new(record.Action, record.Gate, record.Reason, isTaint ? record.Taint : "");
        lock (_lock)
        {
            _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        }
    }

    public KeyValuePair<RecordKind, long>[] All()
    {
        lock (_lock)
        {
            return [.. _counts];
        }
    }
}
