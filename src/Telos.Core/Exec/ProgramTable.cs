using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Telos.Core.Exec;

/// <summary>What Telos knows about programs, in the order in which they are preferred for the same
/// work.</summary>
public static class ProgramTable
{
    private static readonly FrozenDictionary<string, ProgramRow> s_byName = Index();

    public static ImmutableArray<ProgramRow> Rows => ProgramRows.All;

    /// <summary>The row of a program by its lower-case name or one of its aliases.</summary>
    public static ProgramRow? Find(string name) => s_byName.GetValueOrDefault(name);

    private static FrozenDictionary<string, ProgramRow> Index()
    {
        var byName = new Dictionary<string, ProgramRow>(StringComparer.Ordinal);
        foreach (var row in ProgramRows.All)
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
