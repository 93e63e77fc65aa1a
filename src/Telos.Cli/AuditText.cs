using Telos.Core.Audit;
using Telos.Core.Policy;

namespace Telos.Cli;

/// <summary>Audit records as people read them.</summary>
internal static class AuditText
{
    private const int TimeOfDayStart = 11;
    private const int TimeOfDayLength = 12;

    /// <summary>One line, for the log.</summary>
    public static string Line(AuditRecord record)
    {
        string time = record.Time.Length >= TimeOfDayStart + TimeOfDayLength
            ? record.Time.Substring(TimeOfDayStart, TimeOfDayLength)
            : record.Time;
        string actor = record.Gate == "dns" ? "name"
            : record.Program.Length == 0 ? $"pid {record.Pid}"
            : $"{record.Program}[{record.Pid}]";
        string reason = record.Reason == "none" ? "" : $"  ({record.Reason})";
        string parent = record.Parent is uint id ? $"  (by agent {id})" : "";
        string gate = record.Gate == "none" ? "" : $" {record.Gate}";
        return $"#{record.Id} {time} agent {record.Agent} {record.Action}{gate}: {actor} {record.Subject}{reason}{parent}";
    }

    /// <summary>The whole story, for why.</summary>
    /// <param name="chain">What led to it; null: not asked for.</param>
    public static IEnumerable<string> Story(AuditRecord record, RefusalChain? chain = null)
    {
        yield return Line(record);
        (string cause, string next) = ReasonText.Of(record.Reason);
        if (cause.Length > 0)
        {
            yield return $"  why:      {cause}";
        }

        if (!string.IsNullOrEmpty(record.Goal))
        {
            yield return $"  intent:   {record.Goal}";
        }

        string lineage = string.IsNullOrEmpty(record.Lineage) ? $"parent {record.ParentPid}" : $"started by {record.Lineage}";
        string call = record.Call is null ? "" : $", call {record.Call}";
        yield return $"  who:      uid {record.Uid}, process {record.Pid}, {lineage}{call}, taint {record.Taint}";
        if (chain?.Taint is AuditRecord taint)
        {
            string by = taint.Program.Length == 0 ? $"process {taint.Pid} reported" : $"{taint.Program}[{taint.Pid}]";
            yield return $"  tainted:  {taint.Taint} since #{taint.Id}: {by} {taint.Subject}";
        }

        string ahead = record.Action == "audited"
            ? " only: it went ahead (audit mode, or a gate that is open without a daemon)"
            : "";
        yield return $"  verdict:  {record.Verdict}{ahead}";
        if (chain?.Rule is string rule)
        {
            yield return $"  policy:   {rule}";
        }

        if (chain?.Grant is NarrowestGrant grant)
        {
            yield return grant.Objection.Length > 0
                ? $"  grant:    none would do ({grant.Objection})"
                : $"  grant:    \"{grant.Words}\" in the intent would do; it grants {string.Join(", ", grant.Added)}";
        }

        if (next.Length > 0)
        {
            yield return $"  next:     {next}";
        }
    }
}
