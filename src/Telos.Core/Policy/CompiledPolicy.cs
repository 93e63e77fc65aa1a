using System.Collections.Immutable;
using Telos.Core.Abi;
using Telos.Core.Exec;

namespace Telos.Core.Policy;

/// <summary>
/// The bounds derived from one intent; refusals stand beside grants. Verdict is ALLOW when all that was asked for is
/// granted, ESCALATE when a part of it is, or when nothing is and a person may say otherwise, else DENY. Every array is sorted
/// ordinally, so equal words give equal policies.
/// </summary>
public sealed record CompiledPolicy(
    Verdict Verdict,
    string Goal,
    TimeSpan Ttl,
    ImmutableArray<ProgramGrant> Programs,
    ImmutableArray<HostGrant> Hosts,
    ImmutableArray<PathGrant> Paths,
    ImmutableArray<Refusal> Refusals)
{
    public bool HasGrants => Programs.Length + Hosts.Length + Paths.Length > 0;

    /// <summary>
    /// True when each grant of this is in <paramref name="other"/>. Paths are compared by equality: a grant
    /// on a parent does not cover the labels below it, so "inside a granted directory" could be a widening.
    /// </summary>
    public bool IsWithin(CompiledPolicy other)
    {
        foreach (var program in Programs)
        {
            if (!other.Programs.Any(p =>
                p.Program == program.Program && ArgumentRules.IsWithin(program.Arguments, p.Arguments)
                && (p.Scripts is not { } scripts || program.Scripts?.All(scripts.Contains) == true)
                && (p.Jit || !program.Jit) && EndsBy(program.UntilNs, p.UntilNs)))
            {
                return false;
            }
        }

        foreach (var host in Hosts)
        {
            if (!other.Hosts.Any(h =>
                (h.Host, h.Port, h.Transport) == (host.Host, host.Port, host.Transport)
                && EndsBy(host.UntilNs, h.UntilNs)))
            {
                return false;
            }
        }

        foreach (var path in Paths)
        {
            if (!other.Paths.Any(p =>
                p.Path == path.Path && (path.Access & ~p.Access) == 0 && EndsBy(path.UntilNs, p.UntilNs)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool EndsBy(ulong? end, ulong? bound) => bound is null || end <= bound;
}
