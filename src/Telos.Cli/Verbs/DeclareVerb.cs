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
        Command verb = new("declare", "Declare another intent, from inside an agent") { intent, ttl };
        verb.SetAction(parsed => Declare(parsed.GetValue(intent)!, RunVerb.ParseTtl(parsed.GetValue(ttl))));
        return verb;
    }

    private static int Declare(string intent, TimeSpan? ttl)
    {
        using RpcClient client = RpcClient.Connect(TelosPaths.AgentSocket);
        PolicyResult policy = client.Call(
            Methods.Declare,
            new DeclareParams(intent, (long?)ttl?.TotalMilliseconds),
            ProtocolJson.Default.DeclareParams,
            ProtocolJson.Default.PolicyResult);
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
