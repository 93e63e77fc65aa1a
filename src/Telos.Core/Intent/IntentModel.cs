using System.Collections.Immutable;

namespace Telos.Core.Intent;

/// <summary>What a text says, before anybody judges it.</summary>
public sealed record IntentModel(ImmutableArray<IntentClause> Clauses, ImmutableArray<Danger> Dangers)
{
    public bool RulesOutNetwork => Clauses.Any(c => c.RulesOutNetwork);

    public bool Has(Verbs kind) => Clauses.Any(c => c.Has(kind));

    /// <summary>
    /// The kinds of work that the words order. Send counts where it stands as an order: in "the weather report" and
    /// "the blog post" it is a thing.
    /// </summary>
    public Verbs Uses
    {
        get
        {
            var uses = Verbs.None;
            foreach (var clause in Clauses)
            {
                foreach (var verb in clause.Verbs.Where(verb => !verb.Negated))
                {
                    uses |= verb.Kind != Verbs.Send || IsOrder(clause, verb.Word) ? verb.Kind : Verbs.None;
                }
            }

            return uses;
        }
    }

    private static bool IsOrder(IntentClause clause, string word)
    {
        int at = clause.Words.IndexOf(word);
        return at == 0 || (at > 0 && WordSets.OrderLeads.Contains(clause.Words[at - 1]));
    }
}
