using System.Collections.Immutable;

namespace Telos.Core.Policy;

/// <summary>The JSON form of a policy: field order and names are a contract with scripts.</summary>
public sealed record PolicyDocument(
    string Verdict,
    string Goal,
    long TtlSeconds,
    ImmutableArray<ProgramGrant> Programs,
    ImmutableArray<HostDocument> Hosts,
    ImmutableArray<PathDocument> Paths,
    ImmutableArray<RefusalDocument> Refused)
{
    public static PolicyDocument From(CompiledPolicy policy) => new(
        PolicyText.Name(policy.Verdict),
        policy.Goal,
        (long)policy.Ttl.TotalSeconds,
        policy.Programs,
        [.. policy.Hosts.Select(h =>
            new HostDocument(h.Host, h.Port, PolicyText.Name(h.Transport), h.Reason))],
        [.. policy.Paths.Select(p => new PathDocument(p.Path, PolicyText.Name(p.Access), p.Reason))],
        [.. policy.Refusals.Select(r =>
            new RefusalDocument(r.Subject, PolicyText.Name(r.Verdict), r.Reason))]);
}
