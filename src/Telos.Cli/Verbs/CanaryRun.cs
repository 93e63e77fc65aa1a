using System.Diagnostics;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Dns;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>Runs the canary and checks its word against the kernel's counters.</summary>
internal static class CanaryRun
{
    private const int ExitWaitMs = 5000;

    public static CanaryOutcome Start(bool networkOnly)
    {
        ProcessStartInfo self = new("/proc/self/exe", ["canary"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(self)!;
        string? line = process.StandardOutput.ReadLine();
        CanaryReport? report = Parse(line);
        AgentStateResult? counted = report is null ? null : Ask(report.AgentId);
        LiveProbe? names = counted is { DnsPort: > 0 } ? AskForAName((ushort)counted.DnsPort) : null;
        process.StandardInput.WriteLine();
        process.StandardInput.Close();
        if (!process.WaitForExit(ExitWaitMs))
        {
            process.Kill();
        }

        return report is null
            ? new CanaryOutcome(null, [$"the canary did not run: {process.StandardError.ReadToEnd().Trim()}"])
            : new CanaryOutcome(report, [.. Judge(report, counted, networkOnly)], names);
    }

    private static LiveProbe AskForAName(ushort port)
    {
        string seen = NameProbe.Ask(port);
        return new LiveProbe("names", "a question of an agent without an intent", seen == nameof(DnsRcode.Refused), seen);
    }

    private static CanaryReport? Parse(string? line)
    {
        try
        {
            return line is null ? null : JsonSerializer.Deserialize(line, ProtocolJson.Default.CanaryReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static AgentStateResult? Ask(uint agentId)
    {
        try
        {
            using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
            return client.Ask(daemon => daemon.AgentState(new AgentStateParams(agentId)));
        }
        catch (VerbException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Judge(
        CanaryReport report, AgentStateResult? counted, bool networkOnly)
    {
        foreach (CanaryAct act in report.Acts)
        {
            if (!act.Control)
            {
                yield return $"{act.Gate} gate not proved: {act.Act} did not work before enrolment either";
            }

            // The tainting file is readable; what it proves is the taint itself.
            if (act.Gate != "taint" && !act.Refused)
            {
                yield return $"{act.Gate} gate does not hold: {act.Act} gave {act.Seen}";
            }
        }

        if (counted is null)
        {
            yield return $"the daemon does not know the canary (agent {report.AgentId})";
            yield break;
        }

        if (counted.RefusedNetwork == 0 || (!networkOnly && (counted.RefusedExec == 0 || counted.RefusedFile == 0)))
        {
            yield return "the gates counted no refusals for the canary";
        }

        if (!networkOnly && counted.Taint != "CRITICAL")
        {
            yield return $"reading a CRITICAL file left the canary's taint at {counted.Taint}";
        }
    }
}
