using System.CommandLine;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>A person's no, which stands as long as the intent.</summary>
internal static class DenyVerb
{
    public static Command Create()
    {
        Argument<string> id = new("id") { Description = "As telos approvals shows it" };
        Option<string?> reason = new("--reason") { Description = "What the agent is told" };
        Command verb = new("deny", "Refuse what an agent asks for (root)") { id, reason };
        verb.SetAction(parsed => Deny(parsed.GetRequiredValue(id), parsed.GetValue(reason)));
        return verb;
    }

    private static int Deny(string id, string? reason)
    {
        using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
        ApprovalRecord approval = client.Ask(daemon => daemon.ApprovalsDeny(new DenyParams(id, reason)));
        Console.WriteLine(TerminalText.Escape($"telos: agent {approval.AgentId} does not get {approval.Subject}"));
        return ExitCode.Ok;
    }
}
