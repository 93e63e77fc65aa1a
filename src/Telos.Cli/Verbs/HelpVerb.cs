using System.CommandLine;

namespace Telos.Cli.Verbs;

internal static class HelpVerb
{
    public static Command Create(RootCommand root)
    {
        Command verb = new("help", "Print this help; telos VERB --help prints a verb's");
        verb.SetAction(_ => root.Parse("--help").Invoke());
        return verb;
    }
}
