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
        Option<string?> profile = new("--profile")
        {
            HelpName = "profile",
            Description = $"Under this profile ({string.Join(", ", CeilingProfiles.Names)}) and not this machine's policy.yaml",
        };
        profile.CompletionSources.Add([.. CeilingProfiles.Names]);
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Option<bool> lines = new("--stdin")
        {
            Description = "Read {\"intent\":...,\"actions\":[...]} a line; print a JSON policy a line",
        };
        Command verb = new("explain", "Show what an intent would grant, and why") { intent, actions, ttl, profile, json, lines };
        verb.SetAction(parsed =>
        {
            TimeSpan asked = RunVerb.ParseTtl(parsed.GetValue(ttl)) ?? RunVerb.DefaultTtl;
            string? words = parsed.GetValue(intent);
            if (words is null != parsed.GetValue(lines))
            {
                throw new VerbException(ExitCode.Usage, "give either an intent or --stdin");
            }

            OperatorProgramFile.Use();
            Ceiling ceiling = parsed.GetValue(profile) is string name
                ? PolicyVerb.OfProfile(name)
                : GuardianDaemon.LoadCeiling();
            return words is null
                ? ExplainLines(asked, ceiling)
                : Explain(words, parsed.GetValue(actions) ?? [], asked, ceiling, parsed.GetValue(json));
        });
        return verb;
    }

    private static int ExplainLines(TimeSpan ttl, Ceiling ceiling)
    {
        using Stream input = Console.OpenStandardInput();
        using Stream output = Console.OpenStandardOutput();
        new IntentLines(ttl, ceiling).Run(input, output);
        return ExitCode.Ok;
    }

    private static int Explain(string intent, string[] actions, TimeSpan ttl, Ceiling ceiling, bool json)
    {
        CompiledPolicy policy = PolicyCompiler.Compile(intent, actions, ttl, ceiling);
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
