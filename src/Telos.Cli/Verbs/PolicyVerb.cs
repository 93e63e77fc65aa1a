using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Abi;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Daemon.Audit;

namespace Telos.Cli.Verbs;

/// <summary>The operator's ceiling as a file: whether it can be used, what it comes to, how it differs.</summary>
internal static class PolicyVerb
{
    private const string BuiltIn = "default";

    public static Command Create()
    {
        Command verb = new("policy", "Check, show and compare policy.yaml, the bound of every policy");
        verb.Subcommands.Add(Check());
        verb.Subcommands.Add(Show());
        verb.Subcommands.Add(Diff());
        verb.Subcommands.Add(Reload());
        verb.Subcommands.Add(Suggest());
        return verb;
    }

    /// <summary>For an option --profile.</summary>
    public static Ceiling OfProfile(string name) => CeilingProfiles.Load(name)
        ?? throw new VerbException(ExitCode.Usage, $"--profile: {name} is none of {string.Join(", ", CeilingProfiles.Names)}");

    private static Command Check()
    {
        Argument<string> file = File();
        Command verb = new("check", "Say every fault of a policy.yaml, with line and column") { file };
        verb.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            ImmutableArray<string> faults = CeilingSource.Read(path, out _);
            foreach (string line in faults.IsEmpty ? [$"{path}: no fault"] : faults)
            {
                Console.WriteLine(TerminalText.Escape(line));
            }

            return faults.IsEmpty ? ExitCode.Ok : ExitCode.Failed;
        });
        return verb;
    }

    private static Command Show()
    {
        Argument<string?> file = new("file")
        {
            Description = $"A policy.yaml (default {TelosPaths.CeilingFile}, or what holds without it)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> profile = new("--profile")
        {
            HelpName = "profile",
            Description = $"A profile: {string.Join(", ", CeilingProfiles.Names)}",
        };
        profile.CompletionSources.Add([.. CeilingProfiles.Names]);
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Command verb = new("show", "Print the whole ceiling that a file or a profile comes to") { file, profile, json };
        verb.SetAction(parsed =>
        {
            Ceiling ceiling = (parsed.GetValue(file), parsed.GetValue(profile)) switch
            {
                (null, null) => GuardianDaemon.LoadCeiling(),
                (string path, null) => OfFile(path),
                (null, string name) => OfProfile(name),
                _ => throw new VerbException(ExitCode.Usage, "give either a file or --profile"),
            };
            foreach (string line in
                (parsed.GetValue(json) ? CeilingText.ToJson(ceiling) : CeilingText.ToYaml(ceiling)).TrimEnd('\n').Split('\n'))
            {
                Console.WriteLine(TerminalText.Escape(line));
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    private static Command Diff()
    {
        string either = $"A policy.yaml, {string.Join(", ", CeilingProfiles.Names)} or {BuiltIn}";
        Argument<string> before = new("before-file") { Description = either };
        Argument<string> after = new("after-file") { Description = either };
        before.CompletionSources.Add([.. CeilingProfiles.Names, BuiltIn]);
        after.CompletionSources.Add([.. CeilingProfiles.Names, BuiltIn]);
        Command verb = new("diff", "Say what the second ceiling allows more and less than the first") { before, after };
        verb.SetAction(parsed => Print(CeilingDiff.Compare(
            OfFileOrProfile(parsed.GetValue(before)!), OfFileOrProfile(parsed.GetValue(after)!))));
        return verb;
    }

    private static Command Reload()
    {
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Command verb = new("reload", "Put policy.yaml as it is now in force (root)") { json };
        verb.SetAction(parsed =>
        {
            using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
            ReloadResult result = client.Ask(daemon => daemon.PolicyReload());
            string[] lines = result.Changes.Length == 0 ? ["no difference"] : result.Changes;
            foreach (string line in parsed.GetValue(json)
                ? [JsonSerializer.Serialize(result, ProtocolJson.Default.ReloadResult)]
                : lines.Select(TerminalText.Escape))
            {
                Console.WriteLine(line);
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    // A policy.yaml with the reasons above it as comments: nothing changes until somebody puts it in place.
    private static Command Suggest()
    {
        Argument<uint> agent = new("agent") { Description = "The number of an agent that ran in audit mode" };
        Command verb = new("suggest", "Print the smallest policy.yaml that covers a run in audit mode (root)") { agent };
        verb.SetAction(parsed =>
        {
            uint id = parsed.GetValue(agent);
            LogVerb.RequireRoot();
            List<AuditRecord> records = AuditReading.Find(new AuditFilter(Agent: id), int.MaxValue);
            if (records.Count == 0)
            {
                throw new VerbException(ExitCode.Failed, $"the log has nothing of agent {id}: telos log lists what it has");
            }

            OperatorProgramFile.Use();
            Ceiling current = GuardianDaemon.LoadCeiling();
            CeilingSuggestion suggestion = CeilingSuggestion.Of(records, current);
            IEnumerable<string> lines =
            [
                .. CeilingDiff.Compare(current, suggestion.Ceiling).Select(change => $"# {change.Line()}"),
                .. suggestion.Uncovered.Select(line => $"# refused   {line}"),
                .. CeilingText.ToYaml(suggestion.Ceiling with { Mode = Mode.Enforce }).TrimEnd('\n').Split('\n'),
            ];
            foreach (string line in lines)
            {
                Console.WriteLine(TerminalText.Escape(line));
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    private static int Print(ImmutableArray<CeilingChange> changes)
    {
        foreach (CeilingChange change in changes)
        {
            Console.WriteLine(TerminalText.Escape(change.Line()));
        }

        int wider = changes.Count(change => change.Direction == CeilingDirection.Wider);
        int narrower = changes.Count(change => change.Direction == CeilingDirection.Narrower);
        Console.WriteLine(changes.IsEmpty ? "no difference" : $"{wider} wider, {narrower} narrower");
        return ExitCode.Ok;
    }

    private static Argument<string> File() => new("file")
    {
        Description = $"A policy.yaml (default {TelosPaths.CeilingFile})",
        DefaultValueFactory = _ => TelosPaths.CeilingFile,
    };

    // A file of a profile's name is written ./coding.
    private static Ceiling OfFileOrProfile(string text) =>
        text == BuiltIn ? Ceiling.Default : CeilingProfiles.Load(text) ?? OfFile(text);

    private static Ceiling OfFile(string path)
    {
        ImmutableArray<string> faults = CeilingSource.Read(path, out Ceiling ceiling);
        return faults.IsEmpty ? ceiling : throw new VerbException(ExitCode.Failed, faults[0], faults.RemoveAt(0));
    }
}
