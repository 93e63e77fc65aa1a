using System.Collections.Immutable;
using Telos.Core.Mirage;

namespace Telos.Core.Policy;

/// <summary>Which decoys each agent gets, and when reading one counts.</summary>
/// <param name="Decoys">None: nothing is planted.</param>
/// <param name="Tripwire">Of agents that are started from now on.</param>
public sealed record MirageRules(ImmutableArray<DecoyKind> Decoys, Tripwire Tripwire)
{
    public static MirageRules None { get; } = new([], Tripwire.Normal);
}
