using System.CommandLine;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Client;
using Telos.Core.Audit;
using Telos.Core.Mirage;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>Decoys: files that nobody needs, and what became of whoever read one.</summary>
internal static class MirageVerb
{
    private static readonly Option<bool> s_json = new("--json") { Description = "Print JSON", Recursive = true };

    public static Command Create()
    {
        Command verb = new("mirage", "Plant decoys for agents, and tell who read one (root)") { s_json };
        Command list = new("list", "Show which decoys lie where");
        list.SetAction(parsed => Print(Ask(daemon => daemon.MirageList()), parsed.GetValue(s_json), "no decoys are planted"));
        verb.Subcommands.Add(list);
        verb.Subcommands.Add(Plant());
        verb.Subcommands.Add(Remove());
        verb.Subcommands.Add(Report());
        return verb;
    }

    private static Command Plant()
    {
        Option<uint> agent = AgentOption();
        Option<string[]> kinds = new("--kind")
        {
            Description = $"{DecoyKinds.Names}; several times for more. Default: those of policy.yaml, else all",
        };
        Command verb = new("plant", "Plant decoys for an agent that runs") { agent, kinds };
        verb.SetAction(parsed =>
        {
            string[] named = parsed.GetValue(kinds) ?? [];
            if (Array.Find(named, name => !DecoyKinds.TryParse(name, out _)) is string unknown)
            {
                throw new VerbException(ExitCode.Usage, $"--kind: {unknown} is none of {DecoyKinds.Names}");
            }

            DecoyParams wish = new(parsed.GetValue(agent), named.Length == 0 ? null : named);
            return Print(Ask(daemon => daemon.MiragePlant(wish)), parsed.GetValue(s_json), "nothing was planted");
        });
        return verb;
    }

    private static Command Remove()
    {
        Option<uint> agent = AgentOption();
        Command verb = new("remove", "Take an agent's decoys away") { agent };
        verb.SetAction(parsed => Print(
            Ask(daemon => daemon.MirageRemove(new AgentStateParams(parsed.GetValue(agent)))), parsed.GetValue(s_json),
            "it had none"));
        return verb;
    }

    private static Command Report()
    {
        Option<uint?> agent = new("--agent") { Description = "Of this agent alone" };
        Command verb = new("report", "Tell who read decoys, and what they tried next") { agent };
        verb.SetAction(parsed =>
        {
            LogVerb.RequireRoot();
            DecoyStory[] stories = DecoyStory.All(parsed.GetValue(agent));
            IEnumerable<string> lines = parsed.GetValue(s_json)
                ? stories.Select(story => story.ToJson().ToJsonString())
                : stories.Length == 0 ? ["telos: nobody read a decoy"]
                : stories.SelectMany(story => story.Lines());
            foreach (string line in lines)
            {
                Console.WriteLine(parsed.GetValue(s_json) ? line : TerminalText.Escape(line));
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    private static Option<uint> AgentOption() =>
        new("--agent") { Description = "The agent's number, as telos status shows it", Required = true };

    private static DecoyListResult Ask(Func<RpcCaller, DecoyListResult> ask)
    {
        using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
        return client.Ask(ask);
    }

    private static int Print(DecoyListResult result, bool json, string none)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(result, ProtocolJson.Default.DecoyListResult));
            return ExitCode.Ok;
        }

        foreach (DecoyRecord decoy in result.Decoys)
        {
            string more = decoy.InPlace ? "  in place of the protected file"
                : decoy.Walkable ? "  may be passed by what reads whole trees"
                : "";
            Console.WriteLine(TerminalText.Escape($"agent {decoy.AgentId}  {decoy.Kind,-8}{decoy.Path}{more}"));
        }

        foreach (string missing in result.Missing)
        {
            Console.Error.WriteLine(TerminalText.Escape($"telos: not planted: {missing}"));
        }

        if (result.Decoys.Length == 0)
        {
            Console.WriteLine($"telos: {none}");
        }

        return ExitCode.Ok;
    }
}
