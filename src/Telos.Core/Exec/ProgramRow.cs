using System.Collections.Immutable;

namespace Telos.Core.Exec;

/// <summary>One program: what it does, what can go wrong with it, which words speak of its work, what it
/// starts.</summary>
public sealed record ProgramRow(
    string Name,
    ProgramTraits Traits,
    string Summary,
    ImmutableArray<ProgramTerm> Terms,
    ImmutableArray<string> Aliases,
    ImmutableArray<string> Needs)
{
    public bool Is(ProgramTraits traits) => (Traits & traits) != 0;
}
