using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>A policy as lines for a person: verdict, each grant with its reason, what was refused and
/// why.</summary>
public static class PolicyText
{
    public static IReadOnlyList<string> Render(CompiledPolicy policy)
    {
        var lines = new List<string>
        {
            policy.HasGrants ? $"{Name(policy.Verdict)} for {TtlText.Format(policy.Ttl)}" : Name(policy.Verdict),
        };
        lines.AddRange(policy.Programs.Where(p => p.StartedBy is null).Select(p => Line("run", p.Program, ReasonOf(p))));
        lines.AddRange(policy.Programs.Where(p => p.StartedBy is not null)
            .GroupBy(p => p.Reason).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Line("run", string.Join(' ', g.Select(p => p.Program)), g.Key)));
        lines.AddRange(policy.Hosts.Select(h => Line("reach", Endpoint(h), h.Reason)));
        lines.AddRange(policy.Paths.Select(p => Line(Name(p.Access), p.Path, p.Reason)));
        lines.AddRange(policy.Refusals.Select(r => Line(Name(r.Verdict), r.Subject, r.Reason)));
        return lines;
    }

    public static string Endpoint(HostGrant grant)
    {
        string host = grant.Host.Contains(':', StringComparison.Ordinal) ? $"[{grant.Host}]" : grant.Host;
        return $"{host}:{grant.Port}/{Name(grant.Transport)}";
    }

    public static string Name(Verdict verdict) => verdict.ToString().ToUpperInvariant();

    public static string Name(Transport transport) => transport == Transport.Tcp ? "tcp" : "udp";

    public static string Name(PathAccess access)
    {
        var names = new List<string>();
        foreach (var one in (ReadOnlySpan<PathAccess>)
            [PathAccess.Read, PathAccess.Write, PathAccess.Execute, PathAccess.Connect])
        {
            if ((access & one) != 0)
            {
                names.Add(one.ToString().ToLowerInvariant());
            }
        }

        return string.Join('+', names);
    }

    private static string ReasonOf(ProgramGrant program) =>
        program.Scripts is null ? program.Reason : program.Reason + "; it runs nothing else";

    private static string Line(string what, string subject, string reason) =>
        $"  {what,-10}  {Printable(subject),-32}  {Printable(reason)}";

    // Subjects repeat foreign words; a terminal must not obey them.
    private static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
