namespace Telos.Daemon.Metrics;

/// <param name="Taint">Of a taint that rose: what it rose to; else "".</param>
internal readonly record struct RecordKind(string Action, string Gate, string Reason, string Taint);
