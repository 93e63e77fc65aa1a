using System.CommandLine;
using Telos.Cli.Proof;
using Telos.Core.Audit;
using Telos.Core.Proof;
using Telos.Linux;

namespace Telos.Cli.Verbs;

/// <summary>Attacks the gates of this machine as an agent would, without harm, and says how many held.</summary>
internal static class ProveVerb
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Option<string?> filter = new("--filter") { HelpName = "name", Description = "Only attacks with this in their name" };
        Command verb = new("prove", "Attack the gates without harm and print the score (root)") { json, filter };
        verb.SetAction(parsed => Run(parsed.GetValue(json), parsed.GetValue(filter) ?? ""));
        return verb;
    }

    private static int Run(bool json, string filter)
    {
        if (!Privilege.IsRoot)
        {
            throw new VerbException(ExitCode.NotRoot, "telos prove needs root: what root is refused, everybody is");
        }

        Attack[] chosen = Array.FindAll(AttackTable.All, attack => attack.Name.Contains(filter, StringComparison.Ordinal));
        if (chosen.Length == 0)
        {
            throw new VerbException(ExitCode.Usage, $"--filter: no attack has {filter} in its name");
        }

        ProofReport report = ProofRun.Start(chosen, result => Tell(json, result));
        Console.WriteLine(json ? report.Json() : report.Score());
        return report.Escaped > 0 ? ExitCode.Escaped : report.Unproven > 0 ? ExitCode.Degraded : ExitCode.Ok;
    }

    private static void Tell(bool json, ProofResult result)
    {
        if (!json)
        {
            Console.WriteLine(TerminalText.Escape(result.Line()));
        }
    }
}
