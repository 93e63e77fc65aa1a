namespace Telos.Core.Exec;

/// <summary>A program whose work words speak of: by which of its terms, with how many words, and which.</summary>
public sealed record WorkMatch(ProgramRow Row, int Place, int Weight, string Words, bool IsElse);
