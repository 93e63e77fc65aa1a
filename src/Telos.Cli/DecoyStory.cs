using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Telos.Core.Audit;
using Telos.Daemon.Audit;

namespace Telos.Cli;

/// <summary>Who read a decoy, and what the agent tried after that: files, programs, hosts and names, with their times.</summary>
internal sealed record DecoyStory(AuditRecord Read, IReadOnlyList<AuditRecord> Next)
{
    private const int NextMax = 20;

    /// <summary>The oldest first; each agent's first read begins one, and its other reads are steps of it.</summary>
    /// <param name="agent">Null: of all.</param>
    public static DecoyStory[] All(uint? agent)
    {
        AuditRecord[] reads = [.. AuditReading.Find(new AuditFilter(Agent: agent, Actions: ["decoy"]), limit: int.MaxValue)
            .DistinctBy(read => read.Agent)];
        return [.. reads.Select(read => new DecoyStory(read, StepsAfter(read)))];
    }

    public JsonObject ToJson()
    {
        JsonObject json = Node(Read);
        json["then"] = new JsonArray([.. Next.Select(step => (JsonNode)Node(step))]);
        return json;
    }

    public IEnumerable<string> Lines()
    {
        yield return $"#{Read.Id} {Read.Time} agent {Read.Agent} read the decoy {Read.Subject}";
        yield return $"  by:       {Read.Program}[{Read.Pid}]{(Read.Call is null ? "" : $" with {Read.Call}")}, uid {Read.Uid}"
            + (string.IsNullOrEmpty(Read.Lineage) ? "" : $", started by {Read.Lineage}");
        if (!string.IsNullOrEmpty(Read.Goal))
        {
            yield return $"  intent:   {Read.Goal}";
        }

        foreach (AuditRecord step in Next)
        {
            string by = step.Program.Length == 0 ? "" : $" by {step.Program}[{step.Pid}]";
            yield return $"  {After(step),-9} {step.Action} {step.Gate} {step.Subject}{by} ({step.Reason})";
        }
    }

    private static AuditRecord[] StepsAfter(AuditRecord read) =>
    [
        .. AuditReading.Find(
                new AuditFilter(Agent: read.Agent, Actions: ["refused", "audited", "dropped", "cut", "decoy", "taint"]),
                limit: int.MaxValue)
            .Where(step => step.Id > read.Id).Take(NextMax),
    ];

    private static JsonObject Node(AuditRecord record) =>
        JsonSerializer.SerializeToNode(record, AuditJson.Default.AuditRecord)!.AsObject();

    private string After(AuditRecord step) => TryTime(step, out DateTimeOffset then) && TryTime(Read, out DateTimeOffset first)
        ? string.Create(CultureInfo.InvariantCulture, $"+{(then - first).TotalSeconds:0.00}s")
        : "then";

    private static bool TryTime(AuditRecord record, out DateTimeOffset time) => DateTimeOffset.TryParse(
        record.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
