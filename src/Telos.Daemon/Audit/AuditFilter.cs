namespace Telos.Daemon.Audit;

/// <summary>Which records are wanted; null: whatever there is.</summary>
/// <param name="Actions">One of these.</param>
/// <param name="Since">No earlier: UTC, ISO 8601.</param>
/// <param name="Subject">What the subject has in it, in any case of its ASCII letters.</param>
public sealed record AuditFilter(
    uint? Agent = null, string[]? Actions = null, string? Gate = null, string? Reason = null, string? Since = null,
    uint? Pid = null, string? Subject = null)
{
    public bool Matches(Core.Audit.AuditRecord record) => (Agent is null || record.Agent == Agent)
        && (Actions is null || Actions.Contains(record.Action))
        && (Gate is null || record.Gate == Gate)
        && (Reason is null || record.Reason == Reason)
        && (Pid is null || record.Pid == Pid)
        && (Since is null || string.CompareOrdinal(record.Time, Since) >= 0)
        && (Subject is null || record.Subject.Contains(Subject, StringComparison.OrdinalIgnoreCase));
}
