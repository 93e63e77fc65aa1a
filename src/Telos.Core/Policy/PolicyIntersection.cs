using System.Collections.Immutable;
using Telos.Core.Abi;
using Telos.Core.Exec;

namespace Telos.Core.Policy;

/// <summary>What two policies both grant, in the words of the first: nothing is wider, or lasts longer, than in either.</summary>
public static class PolicyIntersection
{
    /// <param name="reason">Why what the bound lacks is refused.</param>
    public static CompiledPolicy Of(CompiledPolicy policy, CompiledPolicy bound, string reason)
    {
        List<Refusal> refusals = [.. policy.Refusals];
        void Refuse(string subject)
        {
            if (!refusals.Exists(refusal => refusal.Subject == subject))
            {
                refusals.Add(new Refusal(subject, Verdict.Deny, reason));
            }
        }

        var programs = Common(policy.Programs, bound.Programs, Common, grant => Refuse(grant.Program));
        var hosts = Common(policy.Hosts, bound.Hosts, Common, grant => Refuse(grant.Host));
        var paths = Common(policy.Paths, bound.Paths, Common, grant => Refuse(grant.Path));
        bool hasGrants = programs.Length + hosts.Length + paths.Length > 0;
        bool isAsked = refusals.Exists(refusal => refusal.Verdict == Verdict.Escalate);
        return policy with
        {
            Verdict = hasGrants
                ? refusals.Exists(refusal => !refusal.IsWished) ? Verdict.Escalate : Verdict.Allow
                : isAsked ? Verdict.Escalate : Verdict.Deny,
            Ttl = policy.Ttl < bound.Ttl ? policy.Ttl : bound.Ttl,
            Programs = programs,
            Hosts = hosts,
            Paths = paths,
            Refusals = PolicyDraft.Sort(refusals),
        };
    }

    private static ImmutableArray<T> Common<T>(
        ImmutableArray<T> grants, ImmutableArray<T> bounds, Func<T, T, T?> common, Action<T> refuse)
        where T : class
    {
        var kept = ImmutableArray.CreateBuilder<T>();
        foreach (var grant in grants)
        {
            if (bounds.Select(bound => common(grant, bound)).FirstOrDefault(both => both is not null) is { } both)
            {
                kept.Add(both);
            }
            else
            {
                refuse(grant);
            }
        }

        return kept.DrainToImmutable();
    }

    // Of two sets of arguments, or lists of scripts, that which is within the other; neither: nothing is common.
    private static ProgramGrant? Common(ProgramGrant grant, ProgramGrant bound)
    {
        if (grant.Program != bound.Program)
        {
            return null;
        }

        string? arguments = ArgumentRules.IsWithin(grant.Arguments, bound.Arguments) ? grant.Arguments
            : ArgumentRules.IsWithin(bound.Arguments, grant.Arguments) ? bound.Arguments
            : "";
        var scripts = grant.Scripts is { } own && bound.Scripts is { } others
            ? [.. own.Intersect(others, StringComparer.Ordinal)]
            : grant.Scripts ?? bound.Scripts;
        return arguments?.Length == 0 || scripts is { Length: 0 }
            ? null
            : grant with
            {
                Jit = grant.Jit && bound.Jit,
                Arguments = arguments,
                Scripts = scripts,
                UntilNs = Sooner(grant.UntilNs, bound.UntilNs),
            };
    }

    private static HostGrant? Common(HostGrant grant, HostGrant bound) =>
        (grant.Host, grant.Port, grant.Transport) == (bound.Host, bound.Port, bound.Transport)
            ? grant with { UntilNs = Sooner(grant.UntilNs, bound.UntilNs) }
            : null;

    private static PathGrant? Common(PathGrant grant, PathGrant bound) =>
        grant.Path == bound.Path && (grant.Access & bound.Access) != 0
            ? grant with { Access = grant.Access & bound.Access, UntilNs = Sooner(grant.UntilNs, bound.UntilNs) }
            : null;

    private static ulong? Sooner(ulong? one, ulong? other) => one is ulong end && other is ulong otherEnd
        ? Math.Min(end, otherEnd)
        : one ?? other;
}
