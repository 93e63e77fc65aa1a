using System.Collections.Immutable;

namespace Telos.Core.Exec;

/// <summary>What one program may not be told. Letters are those of short options.</summary>
/// <param name="Id">Kept in the kernel's maps, which outlive the daemon: never used again for another set.</param>
/// <param name="Refused">Letters that are refused.</param>
/// <param name="Valued">Letters that take the rest of their cluster, or the next argument, as a value.</param>
/// <param name="Keyed">Such letters whose value begins with a key that is looked up.</param>
/// <param name="Words">With each abbreviation that the program takes, sorted, each once.</param>
public sealed record ArgumentSet(
    uint Id,
    string Name,
    ArgumentFlags Flags,
    LetterSet Refused,
    LetterSet Valued,
    LetterSet Keyed,
    ImmutableArray<ArgumentWord> Words)
{
    public bool Is(ArgumentFlags flags) => (Flags & flags) != 0;
}
