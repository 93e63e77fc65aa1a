using System.Collections.Immutable;
using Telos.Core.Abi;
using Telos.Core.Policy;

namespace Telos.Core.Adjudication;

/// <summary>Something that an intent asks for and that only an adjudicator may grant.</summary>
/// <param name="Subject">As the refusal names it.</param>
/// <param name="Reason">Why it is not granted without being asked about.</param>
/// <param name="Grants">The least that would do: each grant that a lift of the subject brings, in words.</param>
public sealed record Escalation(string Subject, string Reason, ImmutableArray<string> Grants)
{
    /// <summary>Of one intent; what stands behind them is denied.</summary>
    public const int CountMax = 16;

    /// <summary>
    /// Those of a policy's refusals whose lift would grant something. A refusal without a grant behind it is told in its
    /// reason alone: the words have to change.
    /// </summary>
    public static ImmutableArray<Escalation> Of(CompiledPolicy policy, Ceiling ceiling, IEnumerable<Lift> lifts)
    {
        HashSet<string> lifted = [.. lifts.Select(lift => lift.Subject)];
        List<Escalation> found = [];
        foreach (Refusal refusal in policy.Refusals.Where(refusal => refusal.Verdict == Verdict.Escalate).Take(CountMax))
        {
            HashSet<string> with = new(lifted, StringComparer.Ordinal) { refusal.Subject };
            CompiledPolicy wider = PolicyCompiler.Compile(policy.Goal, policy.Ttl, ceiling, with);
            ImmutableArray<string> grants = [.. Lines(wider).Except(Lines(policy))];
            if (grants.Length > 0)
            {
                found.Add(new Escalation(refusal.Subject, refusal.Reason, grants));
            }
        }

        return [.. found];
    }

    private static IEnumerable<string> Lines(CompiledPolicy policy) =>
        policy.Programs.Select(grant => $"run {grant.Program}")
            .Concat(policy.Hosts.Select(grant => $"reach {PolicyText.Endpoint(grant)}"))
            .Concat(policy.Paths.Select(grant => $"{PolicyText.Name(grant.Access)} {grant.Path}"));
}
