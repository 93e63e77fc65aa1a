namespace Telos.Cli.Outline;

/// <summary>For zsh: a function for each verb, whose words _arguments reads.</summary>
internal static class ZshCompletions
{
    private const string Rest = """
        _telos_file_or() {
            local -a words=("$@")
            _alternative 'files:file:_files' "names:name:(${(j: :)words})"
        }

        if [ "$funcstack[1]" = _telos ]; then
            _telos "$@"
        else
            compdef _telos telos
        fi
        """;

    public static IEnumerable<string> Of(VerbOutline root) =>
    [
        "#compdef telos",
        "# Completions of telos for zsh, made by: telos generate completions zsh",
        .. root.All().SelectMany(Function),
        .. Rest.Split('\n'),
    ];

    private static IEnumerable<string> Function(VerbOutline verb)
    {
        yield return $"{NameOf(verb)}() {{";
        if (verb.Verbs.Count > 0)
        {
            yield return "    local curcontext=$curcontext state line";
            yield return "    typeset -A opt_args";
        }

        string[] specifications =
        [
            .. verb.Options.Select(OptionLine),
            .. verb.Verbs.Count > 0 ? ["'1:verb:->verb'", "'*::word:->rest'"] : verb.Operands.Select(OperandLine),
        ];
        yield return $"    _arguments -S{(verb.Verbs.Count > 0 ? " -C" : "")} \\";
        for (int i = 0; i < specifications.Length; i++)
        {
            yield return $"        {specifications[i]}{(i + 1 < specifications.Length ? " \\" : "")}";
        }

        if (verb.Verbs.Count > 0)
        {
            foreach (string line in Below(verb))
            {
                yield return $"    {line}";
            }
        }

        yield return "}";
        yield return "";
    }

    private static IEnumerable<string> Below(VerbOutline verb) =>
    [
        "local -a verbs=(",
        .. verb.Verbs.Select(below => $"    {Quote($"{below.Name}:{below.Description}")}"),
        ")",
        "case $state in",
        "    verb) _describe -t verbs verb verbs ;;",
        "    rest)",
        "        case $line[1] in",
        .. verb.Verbs.Select(below => $"            {below.Name}) {NameOf(below)} ;;"),
        "        esac",
        "        ;;",
        "esac",
    ];

    private static string OptionLine(OptionOutline option)
    {
        string after = $"[{EscapeDescription(option.Description)}]"
            + (option.Value is WordOutline value ? $"{(option.NeedsValue ? ":" : "::")}{MessageAndAction(value)}" : "");
        string[] names = [.. option.Names.Select(name => option.NeedsValue && name.StartsWith("--", StringComparison.Ordinal)
            ? $"{name}="
            : name)];
        string others = option.Repeats ? "*" : names.Length == 1 ? "" : $"({string.Join(' ', option.Names)})";
        return names.Length == 1
            ? Quote($"{others}{names[0]}{after}")
            : $"{Quote(others)}{{{string.Join(',', names.Select(Quote))}}}{Quote(after)}";
    }

    private static string OperandLine(OperandOutline operand, int index)
    {
        // The words behind a program are its own, completed as if it stood alone.
        if (operand.Word.Kind == WordKind.Program)
        {
            return Quote($"*::{operand.Word.Name}:_normal");
        }

        string place = operand.Repeats ? "*:" : operand.IsRequired ? $"{index + 1}:" : $"{index + 1}::";
        return Quote(place + MessageAndAction(operand.Word));
    }

    private static string MessageAndAction(WordOutline word)
    {
        string values = string.Join(' ', word.Values);
        string action = word.Kind switch
        {
            WordKind.File when values.Length > 0 => $" _telos_file_or {values}",
            WordKind.File => "_files",
            WordKind.Directory => "_files -/",
            WordKind.User => "_users",
            WordKind.Program => "_command_names -e",
            _ => values.Length > 0 ? $"({values})" : " ",
        };
        return $"{word.Name}:{action}";
    }

    private static string NameOf(VerbOutline verb) => $"_{verb.Path.Replace(' ', '_')}";

    private static string EscapeDescription(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("[", "\\[", StringComparison.Ordinal)
        .Replace("]", "\\]", StringComparison.Ordinal);

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
