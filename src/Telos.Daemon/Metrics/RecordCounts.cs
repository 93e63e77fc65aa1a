using System.Runtime.InteropServices;
using Telos.Core.Audit;
using Telos.Daemon.Events;

namespace Telos.Daemon.Metrics;

/// <summary>Records of the log since the daemon started, by what they say. A probe of the canary is none.</summary>
internal sealed class RecordCounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RecordKind, long> _counts = [];

    /// <summary>Those that come into this log from now on.</summary>
    public static RecordCounts Of(AuditLog log)
    {
        RecordCounts counts = new();
        log.Tell(counts.Add, counts.Add);
        return counts;
    }

    public void Add(AuditRecord record)
    {
        lock (_lock)
        {
            Count(record.Action, record.Gate, record.Reason, record.Taint);
        }
    }

    public void Add(EventBatch batch)
    {
        lock (_lock)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                Count(batch[i].Action, batch[i].Gate, batch[i].Reason, batch[i].Taint);
            }
        }
    }

    public KeyValuePair<RecordKind, long>[] All()
    {
        lock (_lock)
        {
            return [.. _counts];
        }
    }

    // Only what a gate saw has a reason of its own; the level is that which a taint rose to.
    private void Count(string action, string gate, string reason, string taint) => CollectionsMarshal.GetValueRefOrAddDefault(
        _counts, new RecordKind(action, gate, reason, action == "taint" ? taint : ""), out _)++;
}
