using System.CommandLine;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>The agents that run, each below the one that started it.</summary>
internal static class AgentsVerb
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Command verb = new("agents", "Show the agents that run, what each is held to, and who started whom (root)") { json };
        verb.SetAction(parsed =>
        {
            using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
            AgentListResult list = client.Ask(daemon => daemon.Agents());
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(list, ProtocolJson.Default.AgentListResult)
                : string.Join('\n', Lines(list.Agents).Select(TerminalText.Escape)));
            return ExitCode.Ok;
        });
        return verb;
    }

    // One whose parent is gone stands by itself.
    private static IEnumerable<string> Lines(AgentStateResult[] agents)
    {
        HashSet<uint> known = [.. agents.Select(agent => agent.AgentId)];
        AgentStateResult[] first = [.. agents.Where(agent => agent.Parent is not uint parent || !known.Contains(parent))];
        return agents.Length == 0 ? ["no agent runs"] : first.SelectMany(agent => Branch(agent, agents, depth: 0));
    }

    private static IEnumerable<string> Branch(AgentStateResult agent, AgentStateResult[] agents, int depth)
    {
        string indent = new(' ', 2 * depth);
        string left = agent.ExpiresInMs > 0
            ? $"for another {TtlText.Format(TimeSpan.FromSeconds(agent.ExpiresInMs / 1000))}"
            : "its time is over";
        string held = $"uid {agent.Uid}  {agent.Mode}  taint {agent.Taint}  {left}";
        yield return $"{indent}agent {agent.AgentId}  {held}  {agent.Command}";
        yield return $"{indent}  intent: {agent.Goal}";
        if (Refused(agent) is { Length: > 0 } refused)
        {
            yield return $"{indent}  refused: {refused}";
        }

        foreach (string line in agents.Where(other => other.Parent == agent.AgentId)
            .SelectMany(child => Branch(child, agents, depth + 1)))
        {
            yield return line;
        }
    }

    private static string Refused(AgentStateResult agent) => string.Join(", ", new (ulong Count, string Gate)[]
        {
            (agent.RefusedExec, "exec"), (agent.RefusedNetwork, "network"), (agent.RefusedFile, "file"),
            (agent.RefusedLineage, "lineage"), (agent.RefusedTamper, "tamper"), (agent.EventsDropped, "of them not recorded"),
        }
        .Where(each => each.Count > 0).Select(each => $"{each.Count} {each.Gate}"));
}
