using System.Text;
using Telos.Daemon;

namespace Telos.Cli.Outline;

/// <summary>telos(8) in roff, with the macros of man(7).</summary>
internal static class ManualPage
{
    private static readonly (string Path, string What)[] s_files =
    [
        (TelosPaths.CeilingFile, "The operator's bound of every policy; it need not be there."),
        (TelosPaths.ProgramsFile, "The operator's own words for programs; it need not be there."),
        (TelosPaths.AuditLog, "What was refused, declared and tainted; telos log reads it."),
        (TelosPaths.AuditStore, "The same as a database, made from it."),
        (TelosPaths.AuditKey, "What the log is signed with."),
        (TelosPaths.AuditPublicKey, "What telos log verify wants; a copy belongs on another machine."),
        (TelosPaths.DomainDatabase, "The lists of domains."),
        (TelosPaths.DomainIndex, "The index compiled from them."),
        (TelosPaths.AgentSocket, "Where agents ask."),
        (TelosPaths.ControlSocket, "Where root asks."),
        (TelosPaths.DaemonLog, "What a daemon in the background says."),
        (TelosPaths.Pins, "The gates, which outlive the daemon."),
    ];

    public static IEnumerable<string> Of(VerbOutline root) =>
    [
        ".\\\" Made by: telos generate man",
        $".TH TELOS 8 \"\" {Argument($"telos {ProductVersion.Text}")} {Argument("System administration")}",
        ".SH NAME",
        $"telos {Escape($"- {Purpose(root)}")}",
        ".SH SYNOPSIS",
        .. root.Verbs.SelectMany((verb, index) => index == 0 ? [Usage(verb)] : (string[])[".br", Usage(verb)]),
        ".SH DESCRIPTION",
        .. Text("An agent says in plain words what it is about to do. Telos turns the words into exact bounds: which programs, "
            + "which hosts, which files, for how long. BPF programs in the kernel hold the agent and all that it starts to them; "
            + "they are pinned there and hold without the daemon. Only telos stop takes them out."),
        ".PP",
        .. Text("telos VERB --help says the same of one verb."),
        ".SH OPTIONS",
        .. root.Options.SelectMany(Option),
        ".SH VERBS",
        .. root.Verbs.SelectMany(verb => verb.All()).SelectMany(verb => Verb(verb, root.Options)),
        ".SH EXIT STATUS",
        .. ExitCode.Meanings.SelectMany(exit => Entry(Bold($"{exit.Code}"), exit.Meaning)),
        ".SH FILES",
        .. s_files.SelectMany(file => Entry(Italic(file.Path), file.What)),
        ".SH SEE ALSO",
        ".BR systemd (1),",
        ".BR systemctl (1),",
        ".BR podman (1)",
    ];

    // Without what every verb takes.
    private static IEnumerable<string> Verb(VerbOutline verb, IReadOnlyList<OptionOutline> everywhere) =>
    [
        $".SS {Argument(verb.Path)}",
        Usage(verb),
        ".PP",
        .. Text(Sentence(verb.Description)),
        .. verb.Operands.SelectMany(Operand),
        .. verb.Options.Where(option => !everywhere.Any(other => other.Names.SequenceEqual(option.Names))).SelectMany(Option),
    ];

    // telos NAME - PURPOSE is what whatis(1) takes.
    private static string Purpose(VerbOutline root) =>
        root.Description[(root.Description.IndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.');

    private static string Usage(VerbOutline verb)
    {
        StringBuilder line = new(Bold(verb.Path));
        foreach (OptionOutline option in verb.Options.Where(option => option.IsRequired))
        {
            line.Append(' ').Append(Names(option));
        }

        string below = verb.Verbs.Count == 0 ? "" : verb.Acts ? $" [{Italic("VERB")}]" : $" {Italic("VERB")}";
        line.Append(below).Append($" [{Italic("OPTIONS")}]");
        foreach (OperandOutline operand in verb.Operands)
        {
            line.Append(' ').Append(Italic(operand.Usage()));
        }

        return line.ToString();
    }

    private static IEnumerable<string> Operand(OperandOutline operand) => Entry(
        Italic(operand.Word.Name.ToUpperInvariant()),
        $"{Sentence(operand.Description)}{ValuesOf(operand.Word, operand.Description)}");

    private static IEnumerable<string> Option(OptionOutline option) => Entry(
        Names(option),
        $"{Sentence(option.Description)}{(option.IsRequired ? " Required." : "")}{(option.Repeats ? " May be given again." : "")}"
            + ValuesOf(option.Value, option.Description));

    private static string Names(OptionOutline option)
    {
        string names = string.Join(", ", option.Names.Select(Bold));
        return option.Value is not WordOutline value ? names
            : option.NeedsValue ? $"{names} {Italic(value.Name.ToUpperInvariant())}"
            : $"{names} [{Italic(string.Join('|', value.Values))}]";
    }

    // Those that the description names already are not said again.
    private static string ValuesOf(WordOutline? word, string description) =>
        word is null || word.Values.All(value => description.Contains(value, StringComparison.Ordinal))
            ? ""
            : $" One of: {string.Join(", ", word.Values)}.";

    private static IEnumerable<string> Entry(string tag, string text) => [".TP", tag, .. Text(text)];

    // A sentence a line, as roff sets the space between them.
    private static IEnumerable<string> Text(string text) =>
        text.Replace(". ", ".\n", StringComparison.Ordinal).Split('\n').Select(Escape);

    private static string Sentence(string description) => description.EndsWith('.') ? description : $"{description}.";

    private static string Bold(string text) => $"\\fB{Escape(text)}\\fR";

    private static string Italic(string text) => $"\\fI{Escape(text)}\\fR";

    private static string Argument(string text) => $"\"{Escape(text)}\"";

    /// <summary>A line of text that roff shows as it is, whatever it begins with.</summary>
    public static string Escape(string text)
    {
        StringBuilder line = new();
        foreach (char character in text)
        {
            line.Append(character switch
            {
                '\\' => "\\(rs",
                '-' => "\\-",
                '\'' => "\\(aq",
                '"' => "\\(dq",
                '`' => "\\(ga",
                '^' => "\\(ha",
                '~' => "\\(ti",
                _ => $"{character}",
            });
        }

        return text is ['.' or '\'', ..] ? $"\\&{line}" : line.ToString();
    }
}
