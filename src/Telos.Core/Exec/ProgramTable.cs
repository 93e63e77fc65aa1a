using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Telos.Core.Exec;

/// <summary>What Telos knows about programs, with what the operator says of his own.</summary>
public static class ProgramTable
{
    public static ImmutableArray<ProgramRow> Rows { get; } = Load();

    /// <summary>Programs that go between others.</summary>
    public static ImmutableArray<ProgramRow> Filters { get; } = [.. Rows.Where(row => row.Is(ProgramTraits.Filter))];

    private static readonly char[] s_version = [.. "0123456789."];
    private const string MultiarchSuffix = "-linux-gnu";
    private static readonly FrozenDictionary<string, ProgramRow> s_byName = Index();

    /// <summary>The row of a program by its lower-case name or one of its aliases.</summary>
    public static ProgramRow? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>The row of the program that a path leads to, with or without a version: python3.11, gcc-12; of an
    /// interpreter also in the ways in which Debian builds it: perl5.36-x86_64-linux-gnu, bash-static, zsh5.</summary>
    public static ProgramRow? FindByPath(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        string stem = name.TrimEnd(s_version);
        bool isVersioned = stem.EndsWith('-') || name.AsSpan(stem.Length).Contains('.');
        return Find(name) ?? (isVersioned ? Find(stem.TrimEnd('-')) : null) ?? FindBuild(name);
    }

    private static ProgramRow? FindBuild(string name)
    {
        int dash = name.IndexOf('-');
        string plain = dash < 0 ? name : name[..dash];
        bool isBuild = name[plain.Length..] is "" or "-static" or "-dbg" or "-debug"
            || name.EndsWith(MultiarchSuffix, StringComparison.Ordinal);
        var row = isBuild ? Find(plain) ?? Find(plain.TrimEnd(s_version)) : null;
        return row?.Is(ProgramTraits.Shell) == true || row?.Is(ProgramTraits.Interpreter) == true ? row : null;
    }

    /// <summary>Whether the program that a path leads to has a just-in-time compiler, as far as its name says.</summary>
    public static bool IsJit(string path) => FindByPath(path)?.Is(ProgramTraits.Jit) == true;

    /// <summary>Whether it reads whole trees, as far as its name says.</summary>
    public static bool IsTreeReader(string path) => FindByPath(path)?.Is(ProgramTraits.TreeReader) == true;

    private static ImmutableArray<ProgramRow> Load()
    {
        using StreamReader text = new(typeof(ProgramTable).Assembly.GetManifestResourceStream("programs.txt")!);
        return ProgramLines.TryRead(text, out ImmutableArray<ProgramRow> rows) is { } fault
            ? throw new InvalidDataException($"programs.txt:{fault.Line}: {fault.Reason}")
            : OperatorPrograms.Over(rows, OperatorPrograms.Take());
    }

    private static FrozenDictionary<string, ProgramRow> Index()
    {
        var byName = new Dictionary<string, ProgramRow>(StringComparer.Ordinal);
        foreach (var row in Rows)
        {
            byName.Add(row.Name, row);
            foreach (string alias in row.Aliases)
            {
                byName.Add(alias, row);
            }
        }

        return byName.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
