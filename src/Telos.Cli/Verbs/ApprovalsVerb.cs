using System.CommandLine;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>What agents ask for and a person decides.</summary>
internal static class ApprovalsVerb
{
    private const int WatchMs = 1000;
    private const char Bell = '\a';

    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Option<bool> watch = new("--watch", "-w") { Description = "Go on, and ring the terminal's bell for each that is asked" };
        Command verb = new("approvals", "Show what agents ask for and somebody has to decide (root)") { json, watch };
        verb.SetAction(parsed => parsed.GetValue(watch) ? Watch(parsed.GetValue(json)) : List(parsed.GetValue(json)));
        return verb;
    }

    private static int List(bool json)
    {
        using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
        ApprovalListResult list = Ask(client);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(list, ProtocolJson.Default.ApprovalListResult));
            return ExitCode.Ok;
        }

        foreach (string line in list.Approvals.SelectMany(ApprovalLines.ForPerson).Concat(Counters(list)))
        {
            Console.WriteLine(TerminalText.Escape(line));
        }

        return ExitCode.Ok;
    }

    // Ends with the process, or with the daemon.
    private static int Watch(bool json)
    {
        using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(WatchMs));
        HashSet<string> seen = [];
        do
        {
            ApprovalRecord[] pending = [.. Ask(client).Approvals.Where(ApprovalLines.IsPending)];
            foreach (ApprovalRecord approval in pending.Where(approval => !seen.Contains(approval.Id)))
            {
                Announce(approval, json);
            }

            seen = [.. pending.Select(approval => approval.Id)];
        }
        while (timer.WaitForNextTickAsync().AsTask().GetAwaiter().GetResult());

        return ExitCode.Ok;
    }

    private static void Announce(ApprovalRecord approval, bool json)
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Write(Bell);
        }

        foreach (string line in json
            ? [JsonSerializer.Serialize(approval, ProtocolJson.Default.ApprovalRecord)]
            : ApprovalLines.ForPerson(approval).Select(TerminalText.Escape))
        {
            Console.WriteLine(line);
        }
    }

    private static ApprovalListResult Ask(RpcClient client) =>
        client.Ask(daemon => daemon.ApprovalsList());

    private static IEnumerable<string> Counters(ApprovalListResult list)
    {
        if (!list.Approvals.Any(ApprovalLines.IsPending))
        {
            yield return "nothing is pending";
        }

        if (list.Unasked > 0)
        {
            yield return $"{list.Unasked} not asked about: their agents asked too often";
        }

        if (list.WebhookFailures > 0)
        {
            yield return $"{list.WebhookFailures} times the webhook was not reached: telos log says why";
        }

        if (list.ModelFailures > 0)
        {
            yield return $"{list.ModelFailures} times the model did not answer: telos log says why";
        }
    }
}
