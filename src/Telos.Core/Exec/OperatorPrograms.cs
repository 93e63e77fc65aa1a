using System.Collections.Immutable;

namespace Telos.Core.Exec;

/// <summary>The operator's own lines of the table of programs. They are read once, before the table is.</summary>
public static class OperatorPrograms
{
    private static readonly Lock s_lock = new();
    private static ImmutableArray<ProgramRow> s_rows = [];
    private static bool s_isTaken;

    /// <summary>Puts these lines over the built-in ones, for as long as this process runs.</summary>
    /// <exception cref="InvalidOperationException">The table was used already.</exception>
    public static void Use(ImmutableArray<ProgramRow> rows)
    {
        lock (s_lock)
        {
            s_rows = !s_isTaken ? rows : throw new InvalidOperationException("the table of programs was used already");
        }
    }

    /// <summary>
    /// A program of the operator's replaces the built-in one of its name, with all that was known of it; what both call by
    /// one alias is the operator's.
    /// </summary>
    public static ImmutableArray<ProgramRow> Over(ImmutableArray<ProgramRow> builtIn, ImmutableArray<ProgramRow> own)
    {
        HashSet<string> names = [.. own.SelectMany(row => row.Aliases.Add(row.Name))];
        return
        [
            .. builtIn.Where(row => !names.Contains(row.Name))
                .Select(row => row with { Aliases = row.Aliases.RemoveAll(names.Contains) }),
            .. own,
        ];
    }

    internal static ImmutableArray<ProgramRow> Take()
    {
        lock (s_lock)
        {
            s_isTaken = true;
            return s_rows;
        }
    }
}
