using System.Text.Json;
using System.Text.Json.Nodes;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Daemon;
using Telos.Daemon.Audit;

namespace Telos.Cli;

/// <summary>What led to a refusal besides what its own record says.</summary>
/// <param name="Taint">The read that raised the agent's taint last before it; null: none did, or the log has it no more.</param>
/// <param name="Rule">The rule of the present ceiling that speaks of it, and where that stands.</param>
/// <param name="Grant">Under the present ceiling.</param>
internal sealed record RefusalChain(AuditRecord? Taint, string? Rule, NarrowestGrant? Grant)
{
    /// <exception cref="DaemonException">policy.yaml or the log cannot be read.</exception>
    public static RefusalChain Of(AuditRecord refusal)
    {
        OperatorProgramFile.Use();
        Ceiling ceiling = GuardianDaemon.LoadCeiling(out string? yaml);
        string? rule = DecidingRule.Find(refusal, ceiling) is { } found
            ? $"{found.Place(yaml, TelosPaths.CeilingFile)}: {found}"
            : null;
        AuditRecord? taint = refusal.Taint == "CLEAN" ? null : TaintBefore(refusal);
        return new RefusalChain(taint, rule, NarrowestGrant.Find(refusal, ceiling));
    }

    public JsonObject ToJson(AuditRecord refusal)
    {
        JsonObject json = JsonSerializer.SerializeToNode(refusal, AuditJson.Default.AuditRecord)!.AsObject();
        (string cause, string next) = ReasonText.Of(refusal.Reason);
        json["cause"] = cause;
        json["next_step"] = next;
        json["tainted_by"] = Taint is null ? null : JsonSerializer.SerializeToNode(Taint, AuditJson.Default.AuditRecord);
        json["rule"] = Rule;
        json["narrowest_grant"] = Grant is null ? null : new JsonObject
        {
            ["words"] = Grant.Words,
            ["adds"] = new JsonArray([.. Grant.Added.Select(line => (JsonNode)line)]),
            ["objection"] = Grant.Objection.Length == 0 ? null : Grant.Objection,
        };
        return json;
    }

    // Taint only rises: an agent has few of these.
    private static AuditRecord? TaintBefore(AuditRecord refusal) =>
        AuditReading.Find(new AuditFilter(Agent: refusal.Agent, Actions: ["taint", "decoy"]), limit: int.MaxValue)
            .LastOrDefault(record => record.Id < refusal.Id);
}
