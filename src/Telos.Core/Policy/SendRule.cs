using Telos.Core.Intent;

namespace Telos.Core.Policy;

/// <summary>Words that order to send, under a ceiling that lets nothing be sent.</summary>
internal static class SendRule
{
    public static IEnumerable<Danger> Judge(IntentModel model, Ceiling ceiling) =>
        !ceiling.MaySend && (model.Uses & Verbs.Send) != 0
            ? [new Danger("send", "the ceiling lets no intent send anything")]
            : [];
}
