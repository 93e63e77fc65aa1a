using System.CommandLine;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>A dry run: what would be granted for these words under this machine's ceiling. Nothing is changed.</summary>
internal static class ExplainVerb
{
    public static Command Create()
    {
        Argument<string?> intent = new("intent")
        {
            Description = "The words to explain", Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string[]> actions = new("--action")
        {
            Description = "A step or a command line that is planned for it; may be given again",
        };
        Option<string?> ttl = new("--ttl") { Description = "How long it would hold: 90s, 10m, 2h (default 10m)" };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Option<bool> lines = new("--stdin")
        {
            Description = "Read {\"intent\":...,\"actions\":[...]} a line; print a JSON policy a line",
        };
        Command verb = new("explain", "Show what an intent would grant, and why") { intent, actions, ttl, json, lines };
        verb.SetAction(parsed =>
        {
            TimeSpan asked = RunVerb.ParseTtl(parsed.GetValue(ttl)) ?? RunVerb.DefaultTtl;
            string? words = parsed.GetValue(intent);
            if (words is null != parsed.GetValue(lines))
            {
                throw new VerbException(ExitCode.Usage, "give either an intent or --stdin");
            }

            return words is null
                ? ExplainLines(asked)
                : Explain(words, parsed.GetValue(actions) ?? [], asked, parsed.GetValue(json));
        });
        return verb;
    }

    private static int ExplainLines(TimeSpan ttl)
    {
        using Stream input = Console.OpenStandardInput();
        using Stream output = Console.OpenStandardOutput();
        new IntentLines(ttl, GuardianDaemon.LoadCeiling()).Run(input, output);
        return ExitCode.Ok;
    }

    private static int Explain(string intent, string[] actions, TimeSpan ttl, bool json)
    {
        CompiledPolicy policy = PolicyCompiler.Compile(intent, actions, ttl, GuardianDaemon.LoadCeiling());
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

        return policy.HasGrants ? ExitCode.Ok : ExitCode.IntentRefused;
    }
}
