using System.CommandLine;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>A person's yes. When it returns with 0, the grant is in force.</summary>
internal static class ApproveVerb
{
    public static Command Create()
    {
        Argument<string> id = new("id") { Description = "As telos approvals shows it" };
        Option<bool> once = new("--once")
        {
            Description = "For the policy in force alone: declared again, the same words ask again",
        };
        Option<string?> time = new("--for") { Description = "At most so long: 90s, 10m, 2h (default: as long as the intent)" };
        Command verb = new("approve", "Grant what an agent asks for, never past its intent (root)") { id, once, time };
        verb.SetAction(parsed => Approve(parsed.GetRequiredValue(id), parsed.GetValue(once), parsed.GetValue(time)));
        return verb;
    }

    private static int Approve(string id, bool once, string? time)
    {
        if (once && time is not null)
        {
            throw new VerbException(ExitCode.Usage, "give either --once or --for");
        }

        if (time is not null && !TtlText.TryParse(time, out _, out string error))
        {
            throw new VerbException(ExitCode.Usage, $"--for: {error}");
        }

        using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
        ApprovalRecord approval = client.Ask(daemon => daemon.ApprovalsApprove(new ApproveParams(id, once, time)));
        string grants = string.Join(", ", approval.Grants);
        Console.WriteLine(TerminalText.Escape(
            $"telos: agent {approval.AgentId} may {grants} for {ApprovalLines.Time(approval.LeftMs)}"));
        return ExitCode.Ok;
    }
}
