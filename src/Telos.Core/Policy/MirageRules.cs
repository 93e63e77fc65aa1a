using System.Collections.Immutable;
using Telos.Core.Mirage;

namespace Telos.Core.Policy;

/// <summary>Which decoys each agent gets, and when reading one counts.</summary>
/// <param name="Decoys">None: nothing is planted.</param>
/// <param name="InPlace">In place of which protected files a tainted agent finds them.</param>
/// <param name="Tripwire">Of agents that are started from now on.</param>
public sealed record MirageRules(ImmutableArray<DecoyKind> Decoys, ImmutableArray<DecoyKind> InPlace, Tripwire Tripwire)
{
    public static MirageRules None { get; } = new([], [], Tripwire.Normal);
}
