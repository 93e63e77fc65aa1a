using Telos.Core.Audit;

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
    public static IEnumerable<string> Story(AuditRecord record)
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

        yield return $"  who:      uid {record.Uid}, process {record.Pid} (parent {record.ParentPid}), taint {record.Taint}";
        string ahead = record.Action == "audited" ? " only: the mode is audit, so it went ahead" : "";
        yield return $"  verdict:  {record.Verdict}{ahead}";
        if (next.Length > 0)
        {
            yield return $"  next:     {next}";
        }
    }
}
