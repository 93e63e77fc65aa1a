using System.Collections.Immutable;

namespace Telos.Core.Exec;

/// <summary>
/// Words that speak of a program's work: one of each group, in any order. A word is a stem; "%find" is any verb of that
/// kind, "@path" anything of that kind, "@gz" a file of that ending.
/// </summary>
/// <param name="IsElse">Speaks of the program where no other of its kind is granted.</param>
public sealed record ProgramTerm(ImmutableArray<ImmutableArray<string>> Groups, bool IsElse)
{
    public const int GroupsMax = 8;
}
