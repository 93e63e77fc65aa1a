namespace Telos.Core.Exec;

/// <summary>A program whose work words speak of: by which of its terms, with how many words, and which.</summary>
/// <param name="Said">A word a group, in the term's order.</param>
public sealed record WorkMatch(ProgramRow Row, int Place, int Weight, string[] Said, bool IsElse)
{
    /// <summary>Each once, for a reason.</summary>
    public string Words => string.Join(" ", Said.Distinct(StringComparer.Ordinal));
}
