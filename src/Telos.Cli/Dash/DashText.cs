using System.Globalization;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Core.Protocol;

namespace Telos.Cli.Dash;

/// <summary>What is read as one line of a screen. Agents choose what stands in it, so that it is escaped.</summary>
internal static class DashText
{
    private const int TimeOfDayStart = 11;
    private const int TimeOfDayLength = 8;

    public static string Line(AuditRecord record)
    {
        string time = record.Time.Length >= TimeOfDayStart + TimeOfDayLength
            ? record.Time.Substring(TimeOfDayStart, TimeOfDayLength)
            : record.Time;
        string who = record.Agent == 0 ? "" : $" a{record.Agent}";
        return TerminalText.Escape($"{time}{who} {What(record)}");
    }

    public static CellStyle StyleOf(AuditRecord record) => record.Action switch
    {
        "refused" or "intent-refused" or "outside-ceiling" or "reload-refused" or "approval-denied" => CellStyle.Bad,
        "taint" or "cut" or "audited" or "dropped" or "taken-back" or "degraded" or "escalated" => CellStyle.Warn,
        "declared" or "approved" => CellStyle.Said,
        "ended" => CellStyle.Dim,
        _ => CellStyle.Plain,
    };

    public static string Agent(AgentStateResult agent, int depth)
    {
        string left = agent.ExpiresInMs > 0 ? Countdown(agent.ExpiresInMs) : "over";
        string bridges = agent.Bridges == 0 ? "" : $"  {agent.Bridges} drawbridge{(agent.Bridges == 1 ? "" : "s")}"
            + (agent.BridgeEndsInMs is long ends ? $" {Countdown(ends)}" : "");
        ulong refused = agent.RefusedExec + agent.RefusedNetwork + agent.RefusedFile + agent.RefusedLineage + agent.RefusedTamper;
        string refusals = refused == 0 ? "" : $"  {refused} refused";
        string mode = agent.Mode == "audit" ? "  audit" : "";
        string indent = new(' ', 2 * depth);
        return TerminalText.Escape(
            $"{indent}a{agent.AgentId} {agent.Taint}  {left}{bridges}{refusals}{mode}  {agent.Command}: {agent.Goal}");
    }

    public static CellStyle StyleOf(AgentStateResult agent) => agent.Taint switch
    {
        "CLEAN" => CellStyle.Plain,
        "LOW" or "MEDIUM" => CellStyle.Warn,
        _ => CellStyle.Bad,
    };

    public static string Rate(double each) => each switch
    {
        0 => "0/s",
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{each:0.0}/s"),
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{each:0}/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{each / 1000:0}k/s"),
    };

    private static string What(AuditRecord record)
    {
        string reason = record.Reason == "none" ? "" : $" ({record.Reason})";
        return record.Action switch
        {
            "declared" => $"says {record.Goal}: {record.Subject}",
            "enrolled" => $"begins {record.Goal}: {record.Subject}",
            "refused" or "audited" => $"{record.Gate} {record.Action} {record.Subject} by {record.Program}{reason}",
            "taint" or "decoy" => $"{record.Action} {record.Taint} {record.Subject} by {record.Program}",
            _ => $"{record.Action} {record.Subject}{reason}",
        };
    }

    private static string Countdown(long ms) => TtlText.Format(TimeSpan.FromSeconds(Math.Ceiling(ms / 1000.0)));
}
