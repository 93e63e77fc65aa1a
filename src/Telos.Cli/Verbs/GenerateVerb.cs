using System.CommandLine;
using Telos.Cli.Outline;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>What a package has beside the program: completions and the manual page, made from the tree of verbs, and
/// what its scripts ask.</summary>
internal static class GenerateVerb
{
    public static Command Create(RootCommand root)
    {
        Argument<string> shell = new("shell") { Description = "The shell" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Command completions = new("completions", "Print the completions of a shell") { shell };
        completions.SetAction(parsed =>
        {
            VerbOutline outline = VerbOutline.Of(root);
            return Print(parsed.GetRequiredValue(shell) switch
            {
                "bash" => BashCompletions.Of(outline),
                "zsh" => ZshCompletions.Of(outline),
                _ => FishCompletions.Of(outline),
            });
        });
        Command manual = new("man", "Print the manual page, in roff");
        manual.SetAction(_ => Print(ManualPage.Of(VerbOutline.Of(root))));
        Command build = new("build", "Print the name that this program's gates are pinned under");
        build.SetAction(_ => Print([GuardianDaemon.GatesBuild]));
        Command verb = new("generate", "Print what a package has beside the program") { Hidden = true };
        verb.Subcommands.Add(completions);
        verb.Subcommands.Add(manual);
        verb.Subcommands.Add(build);
        return verb;
    }

    private static int Print(IEnumerable<string> lines)
    {
        using StreamWriter output = new(Console.OpenStandardOutput());
        foreach (string line in lines)
        {
            output.Write(line);
            output.Write('\n');
        }

        return ExitCode.Ok;
    }
}
