using System.CommandLine;

namespace Telos.Cli.Outline;

/// <summary>What a user sees of a verb: the tree that the command line is parsed by, without what is hidden.</summary>
/// <param name="Path">With the words before it: telos policy check.</param>
/// <param name="Acts">It does something without a verb below it.</param>
internal sealed record VerbOutline(
    string Path,
    string Description,
    bool Acts,
    IReadOnlyList<OptionOutline> Options,
    IReadOnlyList<OperandOutline> Operands,
    IReadOnlyList<VerbOutline> Verbs)
{
    public string Name => Path[(Path.LastIndexOf(' ') + 1)..];

    public static VerbOutline Of(RootCommand root) => Of(root, "telos", []);

    /// <summary>This one, and those below it.</summary>
    public IEnumerable<VerbOutline> All() => Verbs.SelectMany(verb => verb.All()).Prepend(this);

    private static VerbOutline Of(Command command, string path, IReadOnlyList<Option> inherited)
    {
        Option[] options = [.. command.Options.Concat(inherited).Where(option => !option.Hidden)];
        Option[] passed = [.. options.Where(option => option.Recursive)];
        return new VerbOutline(
            path,
            command.Description ?? "",
            command.Action is not null,
            [.. options.Select(OptionOutline.Of)],
            [.. command.Arguments.Where(argument => !argument.Hidden).Select(OperandOutline.Of)],
            [.. command.Subcommands.Where(verb => !verb.Hidden).Select(verb => Of(verb, $"{path} {verb.Name}", passed))]);
    }
}
