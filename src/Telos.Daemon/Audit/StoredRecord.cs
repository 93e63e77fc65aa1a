using Telos.Core.Audit;

namespace Telos.Daemon.Audit;

/// <summary>A row of the store: what it is found by, and its line.</summary>
internal readonly record struct StoredRecord(
    long Id, string Time, string Action, long Agent, long Pid, string Gate, string Reason, string Subject, byte[] Line)
{
    /// <summary>Whether it is found by what its line says.</summary>
    public bool IsOf(AuditRecord record) =>
        (Id, Time, Action, Agent, Pid, Gate, Reason, Subject)
        == (record.Id, record.Time, record.Action, record.Agent, record.Pid, record.Gate, record.Reason, record.Subject);
}
