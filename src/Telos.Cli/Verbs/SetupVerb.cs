using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Telos.Cli.Setup;
using Telos.Core.Setup;

namespace Telos.Cli.Verbs;

/// <summary>Tells a tool of telos, in the file that the tool documents for it.</summary>
internal static class SetupVerb
{
    private static readonly Option<bool> s_json = new("--json") { Description = "Print JSON", Recursive = true };
    private static readonly Option<bool> s_yes = new("--yes") { Description = "Do not ask" };
    private static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "Show the diff and change nothing" };
    private static readonly Option<bool> s_undo = new("--undo") { Description = "Take out what setup put in" };
    private static readonly Option<bool> s_force = new("--force") { Description = "Also where another entry telos stands" };

    public static Command Create()
    {
        Command verb = new("setup", "Have an agent's tool, or a browser, start telos") { s_json };
        verb.Subcommands.Add(ClaudeCode());
        verb.Subcommands.Add(Codex());
        verb.Subcommands.Add(Browser());
        verb.Subcommands.Add(Generic());
        return verb;
    }

    private static Command ClaudeCode()
    {
        Option<bool> user = new("--user") { Description = "For all projects of this user, not for one" };
        Option<string?> directory = new("--dir")
        {
            HelpName = "directory",
            Description = "The project's directory, instead of the present one",
        };
        Command verb = new("claude-code", "Claude Code: .mcp.json of a project, or .claude.json of the user")
        {
            user, directory, s_yes, s_dryRun, s_undo, s_force,
        };
        verb.SetAction(parsed => (parsed.GetValue(user), parsed.GetValue(directory)) switch
        {
            (true, not null) => throw new VerbException(ExitCode.Usage, "give either --user or --dir"),
            (true, null) => new SetupWork(SetupTool.ClaudeUser(), ChoiceOf(parsed)).Do(),
            (false, string project) => new SetupWork(SetupTool.ClaudeProject(project), ChoiceOf(parsed)).Do(),
            _ => new SetupWork(SetupTool.ClaudeProject(null), ChoiceOf(parsed)).Do(),
        });
        return verb;
    }

    private static Command Codex()
    {
        Command verb = new("codex", "Codex: config.toml of the user") { s_yes, s_dryRun, s_undo, s_force };
        verb.SetAction(parsed => new SetupWork(SetupTool.Codex(), ChoiceOf(parsed)).Do());
        return verb;
    }

    private static Command Browser()
    {
        Option<bool> chrome = new("--chrome") { Description = "Google Chrome, not Chromium" };
        Option<bool> system = new("--system") { Description = "For all users, where no agent can change it (root)" };
        Option<string?> userData = new("--user-data-dir")
        {
            HelpName = "directory",
            Description = "The browser's directory, where it is started with one",
        };
        Command verb = new("browser", "Chromium: have Browser Eye's findings reach the daemon")
        {
            chrome, system, userData, s_yes, s_dryRun, s_undo, s_force,
        };
        verb.SetAction(parsed =>
        {
            (bool isSystem, string? directory) = (parsed.GetValue(system), parsed.GetValue(userData));
            return isSystem && directory is not null
                ? throw new VerbException(ExitCode.Usage, "give either --system or --user-data-dir")
                : new SetupWork(SetupTool.Browser(parsed.GetValue(chrome), isSystem, directory), ChoiceOf(parsed)).Do();
        });
        return verb;
    }

    private static Command Generic()
    {
        Command verb = new("generic", "Any other tool: print the entry, and how to start an agent");
        verb.SetAction(parsed =>
        {
            string entry = Encoding.UTF8.GetString(new JsonEntryFormat().NewFile()).TrimEnd('\n');
            string[] run = ["telos", "run", "--intent", "WHAT THE AGENT IS ABOUT TO DO", "--", "AGENT"];
            Console.WriteLine(parsed.GetValue(s_json)
                ? JsonSerializer.Serialize(
                    new GenericResult("generic", JsonNode.Parse(entry)!, run), SetupJson.Default.GenericResult)
                : $"{entry}\n\ntelos run --intent \"{run[3]}\" -- {run[5]}");
            return ExitCode.Ok;
        });
        return verb;
    }

    private static SetupChoice ChoiceOf(ParseResult parsed) => new(
        parsed.GetValue(s_undo), parsed.GetValue(s_yes), parsed.GetValue(s_dryRun), parsed.GetValue(s_force),
        parsed.GetValue(s_json));
}
