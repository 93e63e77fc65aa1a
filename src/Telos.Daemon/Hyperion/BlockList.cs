using System.Net;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Linux;

namespace Telos.Daemon.Hyperion;

/// <summary>
/// Which addresses are blocked, on whose word and until when. An address stays blocked while one source wants it; what a
/// grant or an allowed name leads to is not, but for the operator's own word. The kernel decides by the entries alone: with no
/// daemon they hold until they end. For any thread; none waits for more than a call to the kernel or a sweep.
/// </summary>
internal sealed class BlockList(BlockMaps maps, int entriesMax = (int)KernelAbi.TELOS_BLOCKS_MAX)
{
    /// <summary>Whose claim an entry is that was there before this daemon.</summary>
    public const string EarlierDaemon = "an earlier daemon";

    public const int SourcesOfAddressMax = 16;
    public const int AddressesOfNameMax = 256;

    public static readonly TimeSpan TtlMin = TtlText.Min;
    public static readonly TimeSpan TtlMax = TtlText.Max;

    private const ulong NsPerTick = 100;
    private const ulong NsPerSecond = 1_000_000_000;

    // SECOND_SHIFT of bpf/gate.h.
    private const int SecondShift = 30;

    private readonly Lock _lock = new();
    private readonly Dictionary<BlockedAddress, BlockClaim[]> _blocks = [];
    private readonly ClaimsByName _ofName = new(AddressesOfNameMax);
    private readonly BlockGuards _guards = new(maps);
    private readonly long[] _refused = new long[Enum.GetValues<BlockOutcome>().Length];
    private int _count4;
    private int _count6;
    private (bool Four, bool Six) _announced;

    public BlockCounts Counts
    {
        get
        {
            lock (_lock)
            {
                Dictionary<BlockOutcome, long> refused = [];
                foreach (BlockOutcome outcome in Enum.GetValues<BlockOutcome>())
                {
                    if (!BlockOutcomeText.IsBlocked(outcome))
                    {
                        refused[outcome] = _refused[(int)outcome];
                    }
                }

                return new BlockCounts(_count4, _count6, refused, _guards.Unguarded);
            }
        }
    }

    /// <summary>
    /// Lets nothing in from this address for as long as this source wants it. A wish for less time than before changes
    /// nothing.
    /// </summary>
    /// <param name="ttl">Anything outside <see cref="TtlMin"/> and <see cref="TtlMax"/> counts as the nearer of them.</param>
    /// <param name="source">Whose wish it is: the denied name, the operator.</param>
    public BlockOutcome TryBlock(IPAddress address, TimeSpan ttl, BlockReason reason, string source)
    {
        BlockedAddress blocked = BlockedAddress.Of(address);
        ulong now = Clock.BootNs();
        ulong expiresNs = now + ((ulong)TimeSpan.FromTicks(Math.Clamp(ttl.Ticks, TtlMin.Ticks, TtlMax.Ticks)).Ticks * NsPerTick);
        lock (_lock)
        {
            BlockOutcome outcome = Objection(address, blocked, reason, now)
                ?? Add(blocked, new BlockClaim(source, reason, expiresNs));
            _refused[(int)outcome]++;
            return outcome;
        }
    }

    /// <summary>False: it was not blocked, or not by this source.</summary>
    /// <param name="source">Null: whoever wanted it.</param>
    public bool Unblock(IPAddress address, string? source = null)
    {
        BlockedAddress blocked = BlockedAddress.Of(address);
        lock (_lock)
        {
            return Lift(blocked, claim => source is null || claim.Source == source);
        }
    }

    /// <summary>Of all sources that want it for this reason.</summary>
    public bool Unblock(IPAddress address, BlockReason reason)
    {
        BlockedAddress blocked = BlockedAddress.Of(address);
        lock (_lock)
        {
            return Lift(blocked, claim => claim.Reason == reason);
        }
    }

    /// <summary>
    /// A grant or an allowed name leads there until then: before the grant is in force. What denied names and other programs
    /// wanted blocked is so no longer.
    /// </summary>
    public void Allow(BlockedAddress allowed, ulong untilNs)
    {
        lock (_lock)
        {
            if (_guards.Allow(allowed, untilNs))
            {
                Lift(allowed, claim => claim.Reason != BlockReason.Operator);
            }
        }
    }

    /// <summary>What is never blocked, as long as it is so: this machine and the servers it asks for names.</summary>
    public void SetOwn(IEnumerable<IPAddress> addresses, IEnumerable<IPAddress> resolvers)
    {
        lock (_lock)
        {
            foreach (BlockedAddress added in _guards.SetOwn(addresses, resolvers))
            {
                Lift(added, _ => true);
            }
        }
    }

    /// <summary>At most so many, those that end last first.</summary>
    public IReadOnlyList<BlockEntry> List(int countMax)
    {
        ulong now = Clock.BootNs();
        KeyValuePair<BlockedAddress, BlockClaim[]>[] blocks;
        lock (_lock)
        {
            blocks = [.. _blocks];
        }

        // Claims are replaced, never changed, so that the rest keeps no thread waiting.
        return [.. blocks
            .Where(block => BlockClaim.EndOf(block.Value) > now)
            .OrderByDescending(block => BlockClaim.EndOf(block.Value))
            .ThenBy(block => block.Key.Mapped)
            .Take(countMax)
            .Select(block => new BlockEntry(
                block.Key.ToIPAddress(),
                [.. block.Value.Where(claim => claim.ExpiresNs > now)],
                maps.TryGet(block.Key, out Block entry) ? entry.Hits : 0))];
    }

    /// <summary>Takes up what an earlier daemon left in the kernel.</summary>
    public void Restore()
    {
        ulong now = Clock.BootNs();
        lock (_lock)
        {
            _guards.Restore(now);
            foreach (BlockedAddress address in maps.Addresses().ToArray())
            {
                if (!maps.TryGet(address, out Block block) || block.ExpiresNs <= now)
                {
                    maps.Delete(address);
                    continue;
                }

                Count(address, 1);
                _blocks[address] = [new BlockClaim(EarlierDaemon, (BlockReason)block.Reason, block.ExpiresNs)];
            }

            Announce();
        }
    }

    /// <summary>Takes out what has ended. Nothing depends on it but room.</summary>
    public void Sweep()
    {
        ulong now = Clock.BootNs();
        lock (_lock)
        {
            Predicate<BlockClaim> isOver = claim => claim.ExpiresNs <= now;
            foreach (BlockedAddress address in _blocks.Keys)
            {
                Lift(address, isOver);
            }

            _guards.Sweep(now);
            Announce();
        }
    }

    /// <summary>
    /// Runs this with the address blocked, which is nobody's; a packet from there is counted, and not told. Null: the list has no
    /// room for it.
    /// </summary>
    public T? WhileBlocked<T>(IPAddress address, Func<T> run)
        where T : struct
    {
        BlockedAddress blocked = BlockedAddress.Of(address);
        ulong now = Clock.BootNs();
        lock (_lock)
        {
            // What is left of it when the daemon dies in the middle ends by itself.
            Block block = new() { ExpiresNs = now + NsPerSecond, ToldSecond = (uint)(now >> SecondShift) };
            if (maps.TrySet(blocked, block) != Errno.None)
            {
                return null;
            }

            maps.Announce(_announced.Four || blocked.IsV4, _announced.Six || !blocked.IsV4);
            try
            {
                return run();
            }
            finally
            {
                maps.Delete(blocked);
                maps.Announce(_announced.Four, _announced.Six);
            }
        }
    }

    private BlockOutcome? Objection(IPAddress address, BlockedAddress blocked, BlockReason reason, ulong now)
    {
        if (_guards.OwnOutcome(blocked) is BlockOutcome own)
        {
            return own;
        }

        if (AddressKinds.Of(address) is not (AddressKind.Public or AddressKind.Documentation))
        {
            return BlockOutcome.NotPublic;
        }

        return reason != BlockReason.Operator && _guards.IsAllowed(blocked, now) ? BlockOutcome.Granted : null;
    }

    private BlockOutcome Add(BlockedAddress address, BlockClaim claim)
    {
        bool isNew = !_blocks.TryGetValue(address, out BlockClaim[]? claims);
        claims ??= [];
        int own = Array.FindIndex(claims, other => other.Source == claim.Source);
        if (own >= 0 && claims[own].ExpiresNs >= claim.ExpiresNs)
        {
            return BlockOutcome.Extended;
        }

        if (own < 0 && RoomFor(address, claim, claims.Length) is BlockOutcome full)
        {
            return full;
        }

        BlockClaim[] wanted = [.. claims.Where(other => other.Source != claim.Source), claim];
        if (isNew)
        {
            Count(address, 1);
            Announce();
        }

        if (Write(address, wanted) is Errno error && error != Errno.None)
        {
            if (isNew)
            {
                Count(address, -1);
                Announce();
            }

            return error == Errno.E2BIG ? BlockOutcome.Full : BlockOutcome.KernelRefused;
        }

        _blocks[address] = wanted;
        _ofName.Count(claim, own < 0 ? 1 : 0);
        return isNew ? BlockOutcome.Blocked : BlockOutcome.Extended;
    }

    // The last quarter of the list is the operator's, so that names that others publish never keep him out.
    private BlockOutcome? RoomFor(BlockedAddress address, BlockClaim claim, int claims)
    {
        int free = entriesMax - (address.IsV4 ? _count4 : _count6);
        int reserved = claim.Reason == BlockReason.Operator ? 0 : entriesMax / 4;
        if (claims == 0 && free <= reserved)
        {
            return BlockOutcome.Full;
        }

        return _ofName.IsFull(claim) || claims >= SourcesOfAddressMax ? BlockOutcome.SourceFull : null;
    }

    private bool Lift(BlockedAddress address, Predicate<BlockClaim> isOver)
    {
        if (!_blocks.TryGetValue(address, out BlockClaim[]? claims) || !Array.Exists(claims, isOver))
        {
            return false;
        }

        Array.ForEach(Array.FindAll(claims, isOver), claim => _ofName.Count(claim, -1));
        BlockClaim[] left = Array.FindAll(claims, claim => !isOver(claim));
        if (left.Length > 0)
        {
            // An entry that is there can be written anew; were it not, it would hold for too long and no other.
            _ = Write(address, left);
            _blocks[address] = left;
            return true;
        }

        maps.Delete(address);
        _blocks.Remove(address);
        Count(address, -1);
        Announce();
        return true;
    }

    // What a packet adds between the two calls is not counted.
    private Errno Write(BlockedAddress address, BlockClaim[] claims)
    {
        bool isFirm = Array.Exists(claims, claim => claim.Reason == BlockReason.Operator);
        _ = maps.TryGet(address, out Block before);
        return maps.TrySet(address, new Block
        {
            ExpiresNs = BlockClaim.EndOf(claims),
            Hits = before.Hits,
            ToldSecond = before.ToldSecond,
            Reason = (ushort)(isFirm ? BlockReason.Operator : claims[^1].Reason),
            Flags = (ushort)(isFirm ? KernelAbi.TELOS_BLOCK_FIRM : 0),
        });
    }

    private void Count(BlockedAddress address, int change)
    {
        if (address.IsV4)
        {
            _count4 += change;
        }
        else
        {
            _count6 += change;
        }
    }

    // Before an entry counts, and after the last is gone.
    private void Announce()
    {
        (bool Four, bool Six) wanted = (_count4 > 0, _count6 > 0);
        if (wanted != _announced)
        {
            maps.Announce(wanted.Four, wanted.Six);
            _announced = wanted;
        }
    }
}
