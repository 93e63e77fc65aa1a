using System.Collections.Immutable;
using Telos.Core.Audit;

namespace Telos.Core.Policy;

/// <summary>What an intent would have to say besides to be granted what was refused, and as little else as can be.</summary>
/// <param name="Words">To be added to the intent.</param>
/// <param name="Added">What the policy would then grant that it does not grant now.</param>
/// <param name="Objection">Why no words do: the ceiling's own; empty when these do.</param>
public sealed record NarrowestGrant(string Words, ImmutableArray<string> Added, string Objection)
{
    /// <summary>Null when no grant is what was missing, or when the words of the intent grant it by now.</summary>
    public static NarrowestGrant? Find(AuditRecord refusal, Ceiling ceiling)
    {
        if (Wanted(refusal) is not { } wanted)
        {
            return null;
        }

        string goal = refusal.Goal ?? "";
        CompiledPolicy before = PolicyCompiler.Compile(goal, ceiling.TtlMax, ceiling);
        string words = goal.Length == 0 ? wanted.Words : $"{goal}. {wanted.Words}";
        CompiledPolicy after = PolicyCompiler.Compile(words, ceiling.TtlMax, ceiling);
        if (wanted.IsIn(before))
        {
            return null;
        }

        return wanted.IsIn(after)
            ? new NarrowestGrant(wanted.Words, [.. Lines(after).Except(Lines(before))], "")
            : new NarrowestGrant(wanted.Words, [], ObjectionTo(after, before, wanted.Subject));
    }

    private static string ObjectionTo(CompiledPolicy after, CompiledPolicy before, string subject)
    {
        Refusal? refusal = after.Refusals.FirstOrDefault(r => r.Subject == subject)
            ?? after.Refusals.Except(before.Refusals).FirstOrDefault();
        return refusal?.Reason ?? "no words of an intent grant it";
    }

    private static (string Words, string Subject, Func<CompiledPolicy, bool> IsIn)? Wanted(AuditRecord refusal)
    {
        string subject = refusal.Subject;
        switch (refusal.Reason)
        {
            case "exec_not_granted" when subject.StartsWith('/'):
                return ($"run {subject}", subject, policy => policy.Programs.Any(p => p.Program == subject));
            case "net_not_granted" when Destination(subject) is var (host, port, transport):
                string suffix = transport == Transport.Udp ? "/udp" : "";
                return ($"connect to {host} port {port}{suffix}", host, policy =>
                    policy.Hosts.Any(h => (h.Host, h.Port, h.Transport) == (host, port, transport)));
            case NameReasonText.NameNotGranted:
                return ($"connect to {subject}", subject, policy => policy.Hosts.Any(h => HostJudge.Covers(h.Host, subject)));
            case "file_labelled" or "file_not_writable" or "net_unix_peer"
                when RefusedSubject.Attempt(subject) is var (access, path):
                return (subject, path, policy => policy.Paths.Any(p => p.Path == path && (access & ~p.Access) == 0));
            default:
                return null;
        }
    }

    private static (string Host, ushort Port, Transport Transport)? Destination(string subject)
    {
        if (subject.Split(' ') is not ["connect" or "send", ("tcp" or "udp") and string transport, _]
            || RefusedSubject.Destination(subject) is not { Port: > 0 } place)
        {
            return null;
        }

        return (place.Address.ToString(), (ushort)place.Port, transport == "tcp" ? Transport.Tcp : Transport.Udp);
    }

    private static IEnumerable<string> Lines(CompiledPolicy policy) =>
        [
            .. policy.Programs.Select(p => $"run {p.Program}"),
            .. policy.Hosts.Select(h => $"reach {PolicyText.Endpoint(h)}"),
            .. policy.Paths.Select(p => $"{PolicyText.Name(p.Access)} {p.Path}"),
        ];
}
