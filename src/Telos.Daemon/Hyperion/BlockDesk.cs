using System.Net;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Events;
using Telos.Linux.Processes;

namespace Telos.Daemon.Hyperion;

/// <summary>Takes wishes as people and programs write them, and keeps a record of each that changed something.</summary>
/// <param name="blocked">Called when the operator blocked an address, to which connections may be open.</param>
internal sealed class BlockDesk(HyperionBridge bridge, Func<XdpStat, ulong> count, Journal journal, Action blocked)
{
    private const int ListedMax = 1000;
    private const int SourcesListedMax = 3;
    private const int ReasonLengthMax = 200;
    private const ulong NsPerMs = 1_000_000;

    private static readonly TimeSpan s_ttlDefault = TimeSpan.FromHours(1);

    /// <returns>Null, and why in words, when the wish cannot be read.</returns>
    public BlockResult? Block(BlockParams wish, BlockReason reason, PeerCredentials peer, out string error)
    {
        TimeSpan ttl = s_ttlDefault;
        if (!TryRead(wish.Ip, out IPAddress address, out error)
            || (wish.Ttl is string text && !TtlText.TryParse(text, out ttl, out error)))
        {
            return null;
        }

        if (wish.Reason?.Length > ReasonLengthMax)
        {
            error = $"a reason has at most {ReasonLengthMax} characters";
            return null;
        }

        string asker = reason == BlockReason.Operator ? "operator" : "http";
        string source = string.IsNullOrEmpty(wish.Reason) ? asker : $"{asker}: {wish.Reason}";
        BlockOutcome outcome = bridge.Blocks.TryBlock(address, ttl, reason, source);
        bool isBlocked = BlockOutcomeText.IsBlocked(outcome);
        journal.Hyperion(
            isBlocked ? "blocked" : "block-refused", peer, isBlocked ? Verdict.Allow : Verdict.Deny,
            isBlocked ? $"{address} for {TtlText.Format(ttl)}, {source}" : $"{address}: {BlockOutcomeText.Of(outcome)}");
        if (isBlocked && reason == BlockReason.Operator)
        {
            blocked();
        }

        return new BlockResult($"{address}", isBlocked, BlockOutcomeText.Name(outcome), BlockOutcomeText.Of(outcome));
    }

    /// <param name="reason">Whose wishes are given up; null: everybody's.</param>
    /// <returns>Null, and why in words, when the address cannot be read.</returns>
    public UnblockResult? Unblock(UnblockParams wish, BlockReason? reason, PeerCredentials peer, out string error)
    {
        if (!TryRead(wish.Ip, out IPAddress address, out error))
        {
            return null;
        }

        bool unblocked = reason is BlockReason only ? bridge.Blocks.Unblock(address, only) : bridge.Blocks.Unblock(address);
        if (unblocked)
        {
            journal.Hyperion("unblocked", peer, Verdict.Allow, $"{address}");
        }

        return new UnblockResult($"{address}", unblocked);
    }

    /// <exception cref="DaemonException">There is no such interface, or it takes no program.</exception>
    public InterfaceResult Attach(InterfaceParams named, PeerCredentials peer)
    {
        FilteredInterface filtered = bridge.Attach(named.Interface);
        InterfaceResult result = Describe(filtered);
        journal.Hyperion("attached", peer, Verdict.Allow, $"{result.Interface} ({result.Mode})");
        return result;
    }

    /// <exception cref="DaemonException">It is not filtered.</exception>
    public InterfaceResult Detach(InterfaceParams named, PeerCredentials peer)
    {
        if (!bridge.Detach(named.Interface))
        {
            throw new DaemonException($"{named.Interface} is not filtered: telos hyperion list shows which are");
        }

        journal.Hyperion("detached", peer, Verdict.Allow, named.Interface);
        return new InterfaceResult(named.Interface, "none");
    }

    public BlockListResult List()
    {
        ulong now = Telos.Linux.Clock.BootNs();
        IReadOnlyList<BlockEntry> entries = bridge.Blocks.List(ListedMax);
        BlockCounts counts = bridge.Blocks.Counts;
        return new BlockListResult(
            [.. entries.Select(entry => Describe(entry, now))],
            Math.Max(0, counts.Addresses4 + counts.Addresses6 - entries.Count),
            [.. bridge.Interfaces.Select(Describe)],
            count(XdpStat.Dropped4) + count(XdpStat.Dropped6),
            count(XdpStat.Passed),
            count(XdpStat.Expired),
            count(XdpStat.Guarded),
            count(XdpStat.Malformed),
            count(XdpStat.Untold),
            [.. counts.Refused
                .Where(refused => refused.Value > 0)
                .Select(refused => new BlockRefusals(BlockOutcomeText.Name(refused.Key), refused.Value))],
            counts.Unguarded,
            bridge.Fault);
    }

    /// <summary>Whether each interface's program drops what it should, and nothing else.</summary>
    public ProbeResult Probe() => new(
        [.. bridge.Probe(() => count(XdpStat.Dropped4)).Select(probe => new InterfaceProbe(
            probe.Filtered.Name, Describe(probe.Filtered).Mode, Fate(probe.Blocked), Fate(probe.Other), probe.Counted))],
        bridge.Fault);

    private static string Fate(uint? value) => value switch
    {
        XdpProbe.Drop => "dropped",
        XdpProbe.Pass => "passed",
        null => "no room in the list",
        _ => $"verdict {value}",
    };

    private static bool TryRead(string text, out IPAddress address, out string error)
    {
        bool read = HostAddressText.TryParse(text, out address);
        error = read ? "" : "ip is not an address such as 203.0.113.7 or 2001:db8::7";
        return read;
    }

    private static BlockRecord Describe(BlockEntry entry, ulong now)
    {
        ulong end = entry.Claims.Max(claim => claim.ExpiresNs);
        return new BlockRecord(
            $"{entry.Address}",
            end > now ? (long)((end - now) / NsPerMs) : 0,
            entry.Hits,
            [.. entry.Claims.Take(SourcesListedMax).Select(claim => claim.Source)]);
    }

    private static InterfaceResult Describe(FilteredInterface filtered) =>
        new(filtered.Name, filtered.Mode.ToString().ToLowerInvariant());
}
