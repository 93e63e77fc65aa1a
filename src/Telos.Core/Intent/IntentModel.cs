using System.Collections.Immutable;

namespace Telos.Core.Intent;

/// <summary>What a text says, before anybody judges it.</summary>
public sealed record IntentModel(ImmutableArray<IntentClause> Clauses, ImmutableArray<Danger> Dangers)
{
    public bool RulesOutNetwork => Clauses.Any(c => c.RulesOutNetwork);

    public bool Has(Verbs kind) => Clauses.Any(c => c.Has(kind));
}
