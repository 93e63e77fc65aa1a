using Prometheus;
using Telos.Daemon.Audit;
using Telos.Daemon.Events;

namespace Telos.Daemon.Metrics;

/// <summary>What the log says, and how far each stage from the ring to the database has come.</summary>
internal sealed class AuditMetrics
{
    private readonly RecordCounts _counts;
    private readonly AuditLog _log;
    private readonly AuditKeeper _keeper;
    private readonly Counter _records, _refusals, _elevations, _decoyReads, _lost, _failures;
    private readonly Gauge _lastId, _storedId;

    private AuditMetrics(IMetricFactory make, RecordCounts counts, AuditLog log, AuditKeeper keeper)
    {
        (_counts, _log, _keeper) = (counts, log, keeper);
        _records = make.CreateCounter("telos_audit_records_total", "Records of the log since the daemon started.", ["action"]);
        _refusals = make.CreateCounter(
            "telos_refusals_total",
            "Refusals that the log tells of. telos_gate_refusals_total has those too that there were too many of to tell.",
            ["gate", "reason", "action"]);
        _decoyReads = make.CreateCounter("telos_decoy_reads_total", "Reads of decoys by agents.");
        _elevations = make.CreateCounter("telos_ifc_elevations_total", "Times that an agent's taint rose.", ["level"]);
        _lost = make.CreateCounter("telos_audit_lost_total", "Records that could not be written.");
        _failures = make.CreateCounter(
            "telos_audit_store_failures_total", "Times that records could not be stored, and stay to be.");
        _lastId = make.CreateGauge("telos_audit_last_id", "The latest record's number.");
        _storedId = make.CreateGauge("telos_audit_stored_id", "Up to which record the database has them.");
    }

    public static Func<IMetricFactory, Action> Of(RecordCounts counts, AuditLog log, AuditKeeper keeper) =>
        make => new AuditMetrics(make, counts, log, keeper).Read;

    private void Read()
    {
        KeyValuePair<RecordKind, long>[] counts = _counts.All();
        foreach (IGrouping<string, KeyValuePair<RecordKind, long>> action in counts.GroupBy(count => count.Key.Action))
        {
            _records.WithLabels(action.Key).IncTo(action.Sum(count => count.Value));
        }

        _decoyReads.IncTo(counts.Where(count => count.Key.Action == "decoy").Sum(count => count.Value));
        foreach ((RecordKind kind, long count) in counts)
        {
            if (kind.Action is "refused" or "dropped" or "audited")
            {
                _refusals.WithLabels(kind.Gate, kind.Reason, kind.Action).IncTo(count);
            }
            else if (kind.Taint.Length > 0)
            {
                _elevations.WithLabels(kind.Taint).IncTo(count);
            }
        }

        long last = _log.LastId;
        _lastId.Set(last);
        _storedId.Set(Math.Min(last, _log.StoredId));
        _lost.IncTo(_log.LostCount);
        _failures.IncTo(_keeper.Failures);
    }
}
