using System.Collections.Immutable;
using Telos.Core.Intent;

namespace Telos.Core.Exec;

/// <summary>Reads a table of programs; docs/TOOLS.md has its form.</summary>
public sealed class ProgramLines
{
    private const int FieldCount = 5;

    private static readonly string[] s_kinds =
        ["@host", "@path", "@file", "@glob", "@number", "@quoted", "@image", "@media", "@db", "@tar", "@json", "@yaml", "@cpp"];

    private readonly HashSet<string> _english = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _lists = new(StringComparer.Ordinal);
    private readonly ImmutableArray<ProgramRow>.Builder _rows = ImmutableArray.CreateBuilder<ProgramRow>();

    /// <summary>The rows, or the first fault.</summary>
    public static ProgramFault? TryRead(TextReader text, out ImmutableArray<ProgramRow> rows)
    {
        ProgramLines lines = new();
        rows = [];
        int number = 0;
        while (text.ReadLine() is string line)
        {
            number++;
            string reason = line.Length == 0 || line[0] == '#' ? "" : lines.ReadLine(line);
            if (reason.Length > 0)
            {
                return new ProgramFault(number, reason);
            }
        }

        rows = lines._rows.ToImmutable();
        return null;
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private string ReadLine(string line)
    {
        if (line.StartsWith("let ", StringComparison.Ordinal))
        {
            string[] sides = line["let ".Length..].Split('=', 2, StringSplitOptions.TrimEntries);
            bool isList = sides.Length == 2 && sides[0].Length > 0;
            return !isList ? "a list is written: let NAME = PROGRAM..."
                : _lists.TryAdd(sides[0], sides[1]) ? "" : $"the list {sides[0]} is there twice";
        }

        if (line.StartsWith("english ", StringComparison.Ordinal))
        {
            _english.UnionWith(Words(line["english ".Length..]));
            return "";
        }

        string[] fields = line.Split('|', StringSplitOptions.TrimEntries);
        if (fields.Length is < FieldCount - 1 or > FieldCount)
        {
            return "a program is written: NAMES | TRAITS | WHAT IT DOES | WORDS OF ITS WORK | PROGRAMS IT STARTS";
        }

        ImmutableArray<ProgramTerm> terms = [];
        ImmutableArray<string> needs = [];
        string reason = ReadTraits(fields[1], out ProgramTraits traits);
        reason = reason.Length > 0 ? reason : ReadTerms(fields[3], out terms);
        reason = reason.Length > 0 ? reason : ReadNeeds(fields.Length == FieldCount ? fields[4] : "", out needs);
        string[] names = Words(fields[0]);
        if (reason.Length > 0 || names.Length == 0 || names[0][0] == '=')
        {
            return reason.Length > 0 ? reason : "the line names no program";
        }

        // The words speak of the first; the others share what it is and what it starts.
        ImmutableArray<string> aliases = [.. names.Where(name => name[0] == '=').Select(name => name[1..])];
        _rows.Add(new ProgramRow(names[0], TraitsOf(names[0], traits), fields[2], terms, aliases, needs));
        _rows.AddRange(names.Skip(1).Where(name => name[0] != '=')
            .Select(name => new ProgramRow(name, TraitsOf(name, traits), fields[2], [], [], needs)));
        return "";
    }

    private ProgramTraits TraitsOf(string name, ProgramTraits traits) =>
        _english.Contains(name) ? traits | ProgramTraits.EnglishWord : traits;

    private static string ReadTraits(string text, out ProgramTraits traits)
    {
        traits = ProgramTraits.None;
        foreach (string word in Words(text))
        {
            if (!Enum.TryParse(word, out ProgramTraits trait) || !char.IsAsciiLetterUpper(word[0]))
            {
                return $"there is no trait {word}: {string.Join(", ", Enum.GetNames<ProgramTraits>())}";
            }

            traits |= trait;
        }

        return "";
    }

    private static string ReadTerms(string text, out ImmutableArray<ProgramTerm> terms)
    {
        terms = [];
        var read = ImmutableArray.CreateBuilder<ProgramTerm>();
        foreach (string term in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            bool isElse = term.StartsWith("else ", StringComparison.Ordinal);
            string[] groups = Words(isElse ? term["else ".Length..] : term);
            if (groups.Length > ProgramTerm.GroupsMax)
            {
                return $"a term has {ProgramTerm.GroupsMax} groups of words at most";
            }

            ImmutableArray<ImmutableArray<string>> keys = [.. groups.Select(group => Keys(group).ToImmutableArray())];
            if (keys.SelectMany(key => key).FirstOrDefault(key => Fault(key).Length > 0) is string bad)
            {
                return Fault(bad);
            }

            read.Add(new ProgramTerm(keys, isElse));
        }

        terms = read.ToImmutable();
        return "";
    }

    private static IEnumerable<string> Keys(string group) => group.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word[0] is '%' or '@' ? word : WordStem.Of(word)).Distinct(StringComparer.Ordinal);

    private static string Fault(string key) => key[0] switch
    {
        '%' when WorkWords.KindOf(key) == Verbs.None => $"there is no kind of verb {key}",
        '@' when key.Length > 1 + TokenShape.EndingLengthMax && !s_kinds.Contains(key, StringComparer.Ordinal) =>
            $"there is no kind of thing {key}",
        _ => "",
    };

    private string ReadNeeds(string text, out ImmutableArray<string> needs)
    {
        var read = ImmutableArray.CreateBuilder<string>();
        needs = [];
        foreach (string word in Words(text))
        {
            if (word[0] != '$')
            {
                read.Add(word);
            }
            else if (_lists.TryGetValue(word[1..], out string? list))
            {
                read.AddRange(Words(list));
            }
            else
            {
                return $"there is no list {word}";
            }
        }

        needs = read.ToImmutable();
        return "";
    }
}
