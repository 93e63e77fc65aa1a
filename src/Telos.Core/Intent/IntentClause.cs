using System.Collections.Immutable;

namespace Telos.Core.Intent;

/// <summary>One stretch of the text with what was recognised in it; the unit in which words belong
/// together.</summary>
public sealed record IntentClause(
    ImmutableArray<string> Words,
    ImmutableArray<VerbMention> Verbs,
    ImmutableArray<ProgramMention> Programs,
    ImmutableArray<HostMention> Hosts,
    ImmutableArray<PathMention> Paths,
    ImmutableArray<WorkKey> Keys,
    bool RulesOutNetwork)
{
    /// <summary>What follows is another sentence.</summary>
    public bool EndsSentence { get; init; }

    public bool Has(Verbs kind)
    {
        foreach (var verb in Verbs)
        {
            if (!verb.Negated && (verb.Kind & kind) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
