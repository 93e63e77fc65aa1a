using System.CommandLine;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Daemon.Gates;
using Telos.Linux;

namespace Telos.Cli.Verbs;

/// <summary>Says ENFORCING only when a canary has just been refused by every gate; otherwise what is missing.</summary>
internal static class StatusVerb
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Command verb = new("status", "Prove that the gates hold, and show the agents (root)") { json };
        verb.SetAction(parsed => Show(parsed.GetValue(json)));
        return verb;
    }

    private static int Show(bool json)
    {
        EnforcementReport report = Examine();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, EnforcementJson.Default.EnforcementReport));
        }
        else
        {
            foreach (string line in report.Lines())
            {
                Console.WriteLine(TerminalText.Escape(line));
            }
        }

        return report.State switch
        {
            EnforcementReport.Enforcing => ExitCode.Ok,
            EnforcementReport.Degraded => ExitCode.Degraded,
            _ => ExitCode.Off,
        };
    }

    private static EnforcementReport Examine()
    {
        if (!Privilege.IsRoot)
        {
            throw new VerbException(ExitCode.NotRoot, "telos status needs root: it proves the gates with an agent of its own");
        }

        StatusResult status;
        try
        {
            using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
            status = client.Ask(daemon => daemon.Status());
        }
        catch (VerbException error) when (error.ExitCode == ExitCode.NoDaemon)
        {
            return AbandonedGates.Exist
                ? new EnforcementReport(EnforcementReport.Degraded,
                    [$"no daemon runs; {AbandonedGates.PinnedLinks} pinned gates hold the agents there are, "
                        + "but nothing is recorded and nobody can enrol: telos start"], null, null, [])
                : new EnforcementReport(EnforcementReport.Off, [WhyOff()], null, null, []);
        }

        // The canary is an agent: while it runs, and for a while, the gates are attached.
        long refusedNames = status.Names?.Refused ?? 0;
        CanaryOutcome canary = CanaryRun.Start(networkOnly: status.OffCause is not null);
        ProbeResult filters;
        using (RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket))
        {
            filters = client.Ask(daemon => daemon.HyperionProbe());
            status = client.Ask(daemon => daemon.Status());
        }

        LiveProbe[] probes =
        [
            .. new[] { canary.Names?.IfCounted(status.Names?.Refused > refusedNames) }.OfType<LiveProbe>(),
            .. filters.Interfaces.Select(Describe),
        ];
        List<string> causes = [.. canary.Causes, .. probes.Where(probe => !probe.Holds).Select(FaultOf), .. CausesOf(status)];
        if (canary.Report is not null && canary.Names is null && status.Names is not null)
        {
            causes.Add("the canary got no port to ask for names at, though agents have them");
        }

        if (filters.Fault is string fault)
        {
            causes.Add($"an interface is not filtered: {fault}");
        }

        return new EnforcementReport(
            causes.Count == 0 ? EnforcementReport.Enforcing : EnforcementReport.Degraded, causes, status, canary.Report, probes);
    }

    private static LiveProbe Describe(InterfaceProbe probe) => new(
        "xdp",
        $"packets on {probe.Interface} ({probe.Mode}) from a blocked address and from its neighbour",
        probe.Holds,
        $"{probe.Blocked} and {probe.Other}, {probe.Counted} counted");

    private static string FaultOf(LiveProbe probe) => $"{probe.Part} does not hold: {probe.Act} gave {probe.Seen}";

    private static string WhyOff()
    {
        try
        {
            GuardianDaemon.RequireSupport();
            return "no daemon runs and no gates are in force: telos start";
        }
        catch (DaemonException error)
        {
            return error.Message;
        }
    }

    private static IEnumerable<string> CausesOf(StatusResult status)
    {
        if (status.OffCause is string cause)
        {
            yield return $"only the network is held: {cause}";
        }

        if (status.LinksAttached != status.LinksExpected)
        {
            yield return $"{status.LinksAttached} of {status.LinksExpected} gate programs are attached: telos stop, telos start";
        }

        if (status.Mode == "audit")
        {
            yield return "the mode is audit: refusals are recorded, not enforced (execution.default_mode in "
                + $"{TelosPaths.CeilingFile})";
        }

        if (status.Pulse is PulseReport { IsStale: true } pulse)
        {
            yield return $"a part of the daemon has stood still for {pulse.AgeMs / 1000} s, and the gates take it for dead: "
                + "telos log, then start the daemon again";
        }

        if (status.PolicyError is string refused)
        {
            yield return $"policy.yaml as it is now is not in force: {refused}";
        }

        if (status.EventError is string fault)
        {
            yield return $"events are not recorded: {fault}";
        }

        if (status.LabelError is string unlabelled)
        {
            yield return $"labels are not up to date: {unlabelled}";
        }

        if (status.MetricsError is string unread)
        {
            yield return $"metrics are not served: {unread}";
        }
    }
}
