using System.Diagnostics;

namespace Telos.Core.Adjudication;

/// <summary>
/// One escalation of one agent's intent and what became of it. Times are nanoseconds of the boot clock. Whatever is not
/// answered in time is denied, and no answer outlives the intent.
/// </summary>
/// <param name="IntentEndsNs">When the intent that asks for it ends.</param>
/// <param name="DeadlineNs">Until when whoever is asked now has time.</param>
/// <param name="Turn">The place in the operator's order of who is asked now.</param>
public sealed record Approval(
    string Id, uint AgentId, uint Uid, string Goal, Escalation Wish, ulong IntentEndsNs, ulong DeadlineNs, int Turn = 0)
{
    private const ulong NsPerTick = 100;

    public ApprovalState State { get; private init; } = ApprovalState.Pending;

    /// <summary>Of an approval: until when what it lifts is granted.</summary>
    public ulong UntilNs { get; private init; }

    /// <summary>It ends with the policy that it was asked for: the same words, declared again, ask again.</summary>
    public bool Once { get; private init; }

    /// <summary>Who answered, and in what words; empty while nobody did.</summary>
    public string By { get; private init; } = "";

    public string Answer { get; private init; } = "";

    public static Approval File(
        string id, uint agentId, uint uid, string goal, Escalation wish, ulong intentEndsNs, ulong nowNs, TimeSpan timeout) =>
        new(id, agentId, uid, goal, wish, intentEndsNs, Math.Min(intentEndsNs, After(nowNs, timeout)));

    public bool IsPending(ulong nowNs) => State == ApprovalState.Pending && nowNs < IntentEndsNs;

    public bool Lifts(ulong nowNs) => State == ApprovalState.Approved && nowNs < UntilNs;

    /// <param name="longest">At most so long; null: as long as the intent.</param>
    public Approval Approve(ulong nowNs, string by, string answer, bool once, TimeSpan? longest)
    {
        Debug.Assert(IsPending(nowNs), "what was decided or has ended is not approved");
        return this with
        {
            State = ApprovalState.Approved,
            UntilNs = longest is TimeSpan time ? Math.Min(IntentEndsNs, After(nowNs, time)) : IntentEndsNs,
            Once = once,
            By = by,
            Answer = answer,
        };
    }

    public Approval Deny(string by, string answer) =>
        this with { State = ApprovalState.Denied, By = by, Answer = answer };

    public Approval Withdraw() => this with { State = ApprovalState.Withdrawn };

    /// <summary>Whoever was asked has not answered: the next one is, if there is one, or it is denied.</summary>
    public Approval Pass(int turns, ulong nowNs, TimeSpan timeout) =>
        Turn + 1 < turns && nowNs < IntentEndsNs
            ? this with { Turn = Turn + 1, DeadlineNs = Math.Min(IntentEndsNs, After(nowNs, timeout)) }
            : this with { State = ApprovalState.Expired };

    private static ulong After(ulong nowNs, TimeSpan time) => nowNs + ((ulong)time.Ticks * NsPerTick);
}
