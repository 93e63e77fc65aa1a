using System.CommandLine;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Daemon;
using Telos.Daemon.Doctor;

namespace Telos.Cli.Verbs;

/// <summary>What this machine lacks for Telos, and the commands that mend it.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Command verb = new("doctor", "Say what this machine lacks, with the commands that mend it (root)") { json };
        verb.SetAction(parsed =>
        {
            Finding[] findings = [.. MachineCheck.Look(IsRunning())];
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(findings, DoctorJson.Default.FindingArray)
                : string.Join('\n', findings.SelectMany(Lines).Select(TerminalText.Escape)));
            return findings.Any(finding => finding.State == FindingState.Missing) ? ExitCode.Failed : ExitCode.Ok;
        });
        return verb;
    }

    private static IEnumerable<string> Lines(Finding finding)
    {
        yield return $"{finding.State.ToString().ToLowerInvariant(),-8} {finding.Name,-12} {finding.Detail}";
        if (finding.Mend is string mend)
        {
            yield return $"{"",-21} -> {mend}";
        }
    }

    private static bool IsRunning()
    {
        try
        {
            using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
            return true;
        }
        catch (VerbException)
        {
            return false;
        }
    }
}
