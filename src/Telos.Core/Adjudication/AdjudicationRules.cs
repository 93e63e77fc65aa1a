using System.Collections.Immutable;

namespace Telos.Core.Adjudication;

/// <summary>Who decides what a policy escalates. Behind the last of the order stands DENY.</summary>
/// <param name="Order">Who is asked, one after the other; empty: nobody.</param>
/// <param name="Timeout">How long each has to answer.</param>
/// <param name="Webhook">Told when a person is asked.</param>
public sealed record AdjudicationRules(
    ImmutableArray<Adjudicator> Order, TimeSpan Timeout, Uri? Webhook, ModelRules? Model)
{
    /// <summary>A person, for ten minutes, who looks with <c>telos approvals</c>.</summary>
    public static AdjudicationRules Default { get; } = new([Adjudicator.Person], TimeSpan.FromMinutes(10), null, null);
}
