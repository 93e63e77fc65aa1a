using System.CommandLine;
using Telos.Core.Abi;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>A dry run: what would be granted for these words under this machine's ceiling. Nothing is changed.</summary>
internal static class ExplainVerb
{
    public static Command Create()
    {
        Argument<string> intent = new("intent") { Description = "The words to explain" };
        Option<string?> ttl = new("--ttl") { Description = "How long it would hold: 90s, 10m, 2h (default 10m)" };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Command verb = new("explain", "Show what an intent would grant, and why") { intent, ttl, json };
        verb.SetAction(parsed => Explain(
            parsed.GetValue(intent)!,
            RunVerb.ParseTtl(parsed.GetValue(ttl)) ?? RunVerb.DefaultTtl,
            parsed.GetValue(json)));
        return verb;
    }

    private static int Explain(string intent, TimeSpan ttl, bool json)
    {
        CompiledPolicy policy = PolicyCompiler.Compile(intent, ttl, GuardianDaemon.LoadCeiling());
        if (json)
        {
            Console.WriteLine(PolicyJson.Render(policy));
        }
        else
        {
            foreach (string line in PolicyText.Render(policy))
            {
                Console.WriteLine(TerminalText.Escape(line));
            }
        }

        return policy.Verdict == Verdict.Allow ? ExitCode.Ok : ExitCode.IntentRefused;
    }
}
