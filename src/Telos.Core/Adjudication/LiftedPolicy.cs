using Telos.Core.Policy;

namespace Telos.Core.Adjudication;

/// <summary>A policy with lifts: each grant that only a lift brings ends with that lift.</summary>
public static class LiftedPolicy
{
    public static CompiledPolicy Compile(string goal, TimeSpan ttl, Ceiling ceiling, IEnumerable<Lift> lifts)
    {
        CompiledPolicy policy = PolicyCompiler.Compile(goal, ttl, ceiling);
        HashSet<string> lifted = new(StringComparer.Ordinal);

        // The longest first: what two lifts would each bring holds as long as either.
        foreach (IGrouping<ulong, Lift> ending in lifts.GroupBy(lift => lift.UntilNs).OrderByDescending(group => group.Key))
        {
            lifted.UnionWith(ending.Select(lift => lift.Subject));
            policy = Bound(PolicyCompiler.Compile(goal, ttl, ceiling, lifted), policy, ending.Key);
        }

        return policy;
    }

    // A grant that stood before the lift keeps its own end. Of a path that the lift opens further the whole grant ends with
    // the lift: less than was granted, never more.
    private static CompiledPolicy Bound(CompiledPolicy wider, CompiledPolicy before, ulong untilNs) => wider with
    {
        Programs = [.. wider.Programs.Select(grant => before.Programs.FirstOrDefault(known =>
            (known.Program, known.Jit, known.Arguments) == (grant.Program, grant.Jit, grant.Arguments)) is ProgramGrant standing
                ? grant with { UntilNs = standing.UntilNs }
                : grant with { UntilNs = untilNs })],
        Hosts = [.. wider.Hosts.Select(grant => before.Hosts.FirstOrDefault(known =>
            (known.Host, known.Port, known.Transport) == (grant.Host, grant.Port, grant.Transport)) is HostGrant standing
                ? grant with { UntilNs = standing.UntilNs }
                : grant with { UntilNs = untilNs })],
        Paths = [.. wider.Paths.Select(grant => before.Paths.FirstOrDefault(known =>
            (known.Path, known.Access) == (grant.Path, grant.Access)) is PathGrant standing
                ? grant with { UntilNs = standing.UntilNs }
                : grant with { UntilNs = untilNs })],
    };
}
