using Telos.Core.Adjudication;
using Telos.Core.Policy;

namespace Telos.Daemon.Tests.Adjudication;

/// <summary>The built-in ceiling with somebody to ask.</summary>
internal static class Ceilings
{
    public static Ceiling With(Uri? webhook = null, ModelRules? model = null, params Adjudicator[] order) => Ceiling.Default with
    {
        Adjudication = AdjudicationRules.Default with
        {
            Order = order.Length > 0 ? [.. order] : [model is null ? Adjudicator.Person : Adjudicator.Model],
            Webhook = webhook,
            Model = model,
        },
    };
}
