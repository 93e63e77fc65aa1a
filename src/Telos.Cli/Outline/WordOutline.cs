using System.CommandLine;
using System.CommandLine.Completions;

namespace Telos.Cli.Outline;

/// <summary>A word that an option or a verb takes. Its kind is told by its name, which people read in the help too.</summary>
internal sealed record WordOutline(string Name, WordKind Kind, IReadOnlyList<string> Values)
{
    public static WordOutline Of(Argument argument) => Of(argument.HelpName ?? argument.Name, argument);

    public static WordOutline Of(Option option) => Of(option.HelpName ?? option.Name.TrimStart('-'), option);

    private static WordOutline Of(string name, Symbol symbol) => new(
        name, KindOf(name), [.. symbol.GetCompletions(CompletionContext.Empty).Select(item => Lower(item.Label))]);

    // Those of the library's own, of a bool or an enumeration, are read in any case, and written so by nobody.
    private static string Lower(string label) => label.ToLowerInvariant();

    private static WordKind KindOf(string name) => name switch
    {
        "user" => WordKind.User,
        "directory" => WordKind.Directory,
        "command" or "runtime" => WordKind.Program,
        _ when name == "file" || name.EndsWith("-file", StringComparison.Ordinal) => WordKind.File,
        _ => WordKind.Text,
    };
}
