using System.Collections.Immutable;
using Telos.Core.Abi;
using Telos.Core.Mirage;

namespace Telos.Core.Policy;

/// <summary>
/// What one ceiling allows more, and what less, than another. What stands in both, or is covered by what stands in both
/// (a subdomain, a directory below), is no change.
/// </summary>
public static class CeilingDiff
{
    /// <summary>In the order of <see cref="CeilingText"/>.</summary>
    public static ImmutableArray<CeilingChange> Compare(Ceiling before, Ceiling after)
    {
        List<CeilingChange> changes = [];
        CompareExecution(before, after, changes);
        CompareFilesystem(before, after, changes);
        CompareNetwork(before, after, changes);
        CompareDaemon(before, after, changes);
        return [.. changes];
    }

    /// <summary>Whether nothing is allowed by <paramref name="inner"/> that <paramref name="outer"/> refuses.</summary>
    public static bool IsWithin(Ceiling inner, Ceiling outer) =>
        Compare(outer, inner).All(change => change.Direction != CeilingDirection.Wider);

    private static void CompareExecution(Ceiling before, Ceiling after, List<CeilingChange> changes)
    {
        Order(changes, "execution.default_mode", CeilingText.Name(before.Mode), CeilingText.Name(after.Mode),
            Bit(after.Mode == Mode.Audit) - Bit(before.Mode == Mode.Audit));
        Order(changes, "execution.without_lsm", CeilingText.Name(before.WithoutLsm), CeilingText.Name(after.WithoutLsm),
            after.WithoutLsm - before.WithoutLsm);
        Deny(changes, "execution.denied_programs", before.DeniedPrograms, after.DeniedPrograms, Equal);
        Only(changes, "execution.allowed_programs", before.AllowedPrograms, after.AllowedPrograms, Equal);
        Order(changes, "intents.ttl_max", TtlText.Format(before.TtlMax), TtlText.Format(after.TtlMax),
            after.TtlMax.CompareTo(before.TtlMax));
    }

    private static void CompareFilesystem(Ceiling before, Ceiling after, List<CeilingChange> changes)
    {
        CompareLabels(before.Labels, after.Labels, changes);
        Allow(changes, "filesystem.write", before.WriteAreas, after.WriteAreas, LabelMatch.Covers);
        Order(changes, "filesystem.write_by", CeilingText.Name(before.WriteBy), CeilingText.Name(after.WriteBy),
            before.WriteBy - after.WriteBy);
        Order(changes, "filesystem.workspace", CeilingText.Name(before.Workspace), CeilingText.Name(after.Workspace),
            after.Workspace - before.Workspace);
        Allow(changes, "filesystem.code", before.CodeDirectories, after.CodeDirectories, LabelMatch.Covers);
        foreach (string opened in before.CodeDirectories.Where(
            directory => !AreaMatch.IsWritable(before, directory) && AreaMatch.IsWritable(after, directory)))
        {
            Add(changes, CeilingDirection.Wider, "filesystem.code", $"{opened} becomes a place where agents write");
        }

        Deny(changes, "filesystem.run_later", before.RunLater.Select(rule => rule.Pattern),
            after.RunLater.Select(rule => rule.Pattern), Equal);
    }

    private static void CompareNetwork(Ceiling before, Ceiling after, List<CeilingChange> changes)
    {
        Deny(changes, "network.denied_hosts", before.DeniedHosts, after.DeniedHosts, HostJudge.Covers);
        Only(changes, "network.allowed_hosts", before.AllowedHosts, after.AllowedHosts, HostJudge.Covers);
        Order(changes, "network.send", CeilingText.Flag(before.MaySend), CeilingText.Flag(after.MaySend),
            Bit(after.MaySend) - Bit(before.MaySend));
        Allow(changes, "network.unix_sockets", before.UnixSockets, after.UnixSockets, Equal);
        Order(changes, "dns.name_bits", before.NameBudget.DomainBits, after.NameBudget.DomainBits);
        Order(changes, "dns.name_bits_total", before.NameBudget.TotalBits, after.NameBudget.TotalBits);
    }

    private static void CompareDaemon(Ceiling before, Ceiling after, List<CeilingChange> changes)
    {
        Same(changes, "dns.upstreams", before.DnsUpstreams, after.DnsUpstreams);
        Same(changes, "dns.listen", before.DnsListen, after.DnsListen);
        Deny(changes, "hyperion.interfaces", before.Hyperion.Interfaces, after.Hyperion.Interfaces, Equal);
        Same(changes, "hyperion.port", [$"{before.Hyperion.Port}"], [$"{after.Hyperion.Port}"]);
        Same(changes, "hyperion.token_file", [before.Hyperion.TokenFile], [after.Hyperion.TokenFile]);
        Same(changes, "metrics.port", [$"{before.MetricsPort}"], [$"{after.MetricsPort}"]);
        Same(changes, "adjudication.order", [.. before.Adjudication.Order.Select(CeilingText.Name)],
            [.. after.Adjudication.Order.Select(CeilingText.Name)]);
        Same(changes, "adjudication.timeout", [TtlText.Format(before.Adjudication.Timeout)],
            [TtlText.Format(after.Adjudication.Timeout)]);
        Same(changes, "adjudication.webhook", [$"{before.Adjudication.Webhook}"], [$"{after.Adjudication.Webhook}"]);
        Same(changes, "adjudication.model", [ModelOf(before)], [ModelOf(after)]);
        Order(changes, "agents.max", before.Agents.Max, after.Agents.Max);
        Order(changes, "agents.per_user", before.Agents.PerUser, after.Agents.PerUser);
        Only(changes, "agents.users", before.Agents.Users, after.Agents.Users, Equal);
        Order(changes, "taint.slam_at", CeilingText.Name(before.SlamAt), CeilingText.Name(after.SlamAt),
            (int)after.SlamAt - (int)before.SlamAt);
        Order(changes, "taint.pages_max", CeilingText.Name(before.PagesMax), CeilingText.Name(after.PagesMax),
            (int)before.PagesMax - (int)after.PagesMax);
        Same(changes, "mirage.decoys",
            [.. before.Mirage.Decoys.Select(DecoyKinds.Name)], [.. after.Mirage.Decoys.Select(DecoyKinds.Name)]);
        Same(changes, "mirage.in_place",
            [.. before.Mirage.InPlace.Select(DecoyKinds.Name)], [.. after.Mirage.InPlace.Select(DecoyKinds.Name)]);
        Order(changes, "mirage.tripwire", CeilingText.Name(before.Mirage.Tripwire), CeilingText.Name(after.Mirage.Tripwire),
            (int)before.Mirage.Tripwire - (int)after.Mirage.Tripwire);
        Order(changes, "watchdog.stale", TtlText.Format(before.Watchdog.Stale), TtlText.Format(after.Watchdog.Stale),
            after.Watchdog.Stale.CompareTo(before.Watchdog.Stale));
        FailModes old = before.Watchdog.Modes, now = after.Watchdog.Modes;
        Fail(changes, "exec", old.Exec, now.Exec);
        Fail(changes, "network", old.Network, now.Network);
        Fail(changes, "file", old.File, now.File);
    }

    private static void Fail(List<CeilingChange> changes, string gate, FailMode before, FailMode after) =>
        Order(changes, "watchdog." + gate, CeilingText.Name(before), CeilingText.Name(after), (int)after - (int)before);

    private static string ModelOf(Ceiling ceiling) =>
        ceiling.Adjudication.Model is { } model ? CeilingText.Model(model) : "";

    // What counts for a label's path is the strictest label that covers it.
    private static void CompareLabels(
        ImmutableArray<LabelRule> before, ImmutableArray<LabelRule> after, List<CeilingChange> changes)
    {
        foreach (string path in before.Concat(after).Select(l => l.Path).Distinct().Order(StringComparer.Ordinal))
        {
            var old = LabelMatch.Find(before, path);
            var now = LabelMatch.Find(after, path);
            string text = $"{CeilingText.Name(path)}: {Describe(old)} -> {Describe(now)}";
            if (Level(now) < Level(old) || (old is { Grantable: false } && now is not { Grantable: false }))
            {
                Add(changes, CeilingDirection.Wider, "filesystem.labels", text);
            }

            if (Level(now) > Level(old) || (now is { Grantable: false } && old is not { Grantable: false }))
            {
                Add(changes, CeilingDirection.Narrower, "filesystem.labels", text);
            }
        }
    }

    private static Taint Level(LabelRule? label) => label?.Level ?? Taint.Clean;

    private static string Describe(LabelRule? label) =>
        label is null ? "no label" : CeilingText.Name(label.Level) + (label.Grantable ? ", grantable" : "");

    private static void Deny(
        List<CeilingChange> changes, string key, IEnumerable<string> before, IEnumerable<string> after,
        Func<string, string, bool> covers)
    {
        foreach (string item in Uncovered(before, after, covers))
        {
            Add(changes, CeilingDirection.Wider, key, $"{CeilingText.Name(item)} is not listed any more");
        }

        foreach (string item in Uncovered(after, before, covers))
        {
            Add(changes, CeilingDirection.Narrower, key, $"{CeilingText.Name(item)} is listed now");
        }
    }

    private static void Allow(
        List<CeilingChange> changes, string key, IEnumerable<string> before, IEnumerable<string> after,
        Func<string, string, bool> covers)
    {
        foreach (string item in Uncovered(after, before, covers))
        {
            Add(changes, CeilingDirection.Wider, key, $"{CeilingText.Name(item)} is listed now");
        }

        foreach (string item in Uncovered(before, after, covers))
        {
            Add(changes, CeilingDirection.Narrower, key, $"{CeilingText.Name(item)} is not listed any more");
        }
    }

    // A list that is not there leaves everything open.
    private static void Only(
        List<CeilingChange> changes, string key, ImmutableArray<string>? before, ImmutableArray<string>? after,
        Func<string, string, bool> covers)
    {
        if (before is { } old && after is { } now)
        {
            Allow(changes, key, old, now, covers);
        }
        else if (before is not null)
        {
            Add(changes, CeilingDirection.Wider, key, "no list any more");
        }
        else if (after is { } list)
        {
            Add(changes, CeilingDirection.Narrower, key, list.IsEmpty ? "none" : $"only {string.Join(' ', list)}");
        }
    }

    private static void Order(List<CeilingChange> changes, string key, long before, long after) =>
        Order(changes, key, $"{before}", $"{after}", after.CompareTo(before));

    private static void Order(List<CeilingChange> changes, string key, string before, string after, int widening)
    {
        if (widening != 0)
        {
            Add(changes, widening > 0 ? CeilingDirection.Wider : CeilingDirection.Narrower, key, $"{before} -> {after}");
        }
    }

    private static void Same(
        List<CeilingChange> changes, string key, ImmutableArray<string> before, ImmutableArray<string> after)
    {
        if (!before.SequenceEqual(after))
        {
            Add(changes, CeilingDirection.Neither, key, $"{Listed(before)} -> {Listed(after)}");
        }
    }

    private static string Listed(ImmutableArray<string> items) =>
        items.All(item => item.Length == 0) ? "none" : string.Join(' ', items);

    private static void Add(List<CeilingChange> changes, CeilingDirection direction, string key, string text) =>
        changes.Add(new CeilingChange(direction, key, text));

    private static IEnumerable<string> Uncovered(
        IEnumerable<string> items, IEnumerable<string> others, Func<string, string, bool> covers) =>
        items.Where(item => !others.Any(other => covers(other, item)));

    private static bool Equal(string one, string other) => one == other;

    private static int Bit(bool flag) => flag ? 1 : 0;
}
