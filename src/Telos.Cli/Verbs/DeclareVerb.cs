using System.CommandLine;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>For use inside an agent. When it returns with 0, the new policy is in force.</summary>
internal static class DeclareVerb
{
    public static Command Create()
    {
        Argument<string> intent = new("intent") { Description = "What this agent is about to do, in plain words" };
        Option<string?> ttl = new("--ttl") { Description = "How long it holds: 90s, 10m, 2h (default: as before)" };
        Option<bool> more = new("--more") { Description = "One thing more, beside the intent in force: \"run jq\"" };
        Option<bool> narrow = new("--narrow") { Description = "Less than the intent in force, or nothing changes" };
        Command verb = new("declare", "Declare another intent, from inside an agent") { intent, ttl, more, narrow };
        verb.SetAction(parsed =>
        {
            string words = parsed.GetValue(intent)!;
            TimeSpan? time = RunVerb.ParseTtl(parsed.GetValue(ttl));
            bool isMore = parsed.GetValue(more);
            if (isMore && (parsed.GetValue(narrow) || time is not null))
            {
                throw new VerbException(ExitCode.Usage, "--more goes with neither --narrow nor --ttl");
            }

            using RpcClient client = RpcClient.Connect(TelosPaths.AgentSocket);
            DeclareParams wanted = new(words, (long?)time?.TotalMilliseconds);
            return Tell(client.Ask(daemon => isMore ? daemon.Request(new RequestParams(words))
                : parsed.GetValue(narrow) ? daemon.Narrow(wanted)
                : daemon.Declare(wanted)));
        });
        return verb;
    }

    private static int Tell(PolicyResult policy)
    {
        if (RunVerb.LimitOf(policy) is { Length: > 0 } limit)
        {
            Console.Error.WriteLine($"telos: held to this{limit}");
        }

        foreach (string line in RunVerb.LinesOf(policy))
        {
            Console.WriteLine(TerminalText.Escape(line));
        }

        return ExitCode.Ok;
    }
}
