using System.Net;
using System.Runtime.InteropServices;
using Telos.Core.Abi;
using Telos.Linux;

namespace Telos.Daemon.Hyperion;

/// <summary>
/// What is not blocked though somebody wants it: this machine, the servers it asks for names, and, but for the operator's own
/// word, what a grant or an allowed name leads to. The kernel has them too, so that an entry holds nothing that is guarded.
/// Used by one thread at a time.
/// </summary>
internal sealed class BlockGuards(BlockMaps maps)
{
    private readonly Dictionary<BlockedAddress, ulong> _allowed = [];
    private Dictionary<BlockedAddress, BlockOutcome> _own = [];

    /// <summary>How many the kernel had no room for.</summary>
    public long Unguarded { get; private set; }

    /// <summary>This machine or a server that it asks. Null: it is neither.</summary>
    public BlockOutcome? OwnOutcome(BlockedAddress address) =>
        _own.TryGetValue(address, out BlockOutcome own) ? own : null;

    public bool IsAllowed(BlockedAddress address, ulong now) =>
        _allowed.TryGetValue(address, out ulong until) && until > now;

    /// <summary>False: it was until then or longer.</summary>
    public bool Allow(BlockedAddress address, ulong untilNs)
    {
        ref ulong until = ref CollectionsMarshal.GetValueRefOrAddDefault(_allowed, address, out _);
        if (until >= untilNs)
        {
            return false;
        }

        until = untilNs;
        Write(address);
        return true;
    }

    /// <returns>Those that were not so before.</returns>
    public List<BlockedAddress> SetOwn(IEnumerable<IPAddress> addresses, IEnumerable<IPAddress> resolvers)
    {
        Dictionary<BlockedAddress, BlockOutcome> before = _own;
        _own = [];
        foreach (IPAddress resolver in resolvers)
        {
            _own[BlockedAddress.Of(resolver)] = BlockOutcome.Resolver;
        }

        foreach (IPAddress address in addresses)
        {
            _own[BlockedAddress.Of(address)] = BlockOutcome.OwnAddress;
        }

        List<BlockedAddress> added = [.. _own.Keys.Except(before.Keys)];
        foreach (BlockedAddress changed in added.Concat(before.Keys.Except(_own.Keys)))
        {
            Write(changed);
        }

        return added;
    }

    /// <summary>Takes up what an earlier daemon granted; what it said of the machine itself is said anew.</summary>
    public void Restore(ulong now)
    {
        foreach (BlockedAddress address in maps.Guarded().ToArray())
        {
            bool isThere = maps.TryGetGuard(address, out BlockGuard guard);
            if (!isThere || guard.ExpiresNs <= now || (guard.Flags & KernelAbi.TELOS_GUARD_FIRM) != 0)
            {
                maps.DeleteGuard(address);
            }
            else
            {
                _allowed[address] = guard.ExpiresNs;
            }
        }
    }

    public void Sweep(ulong now)
    {
        foreach ((BlockedAddress address, ulong until) in _allowed)
        {
            if (until <= now)
            {
                _allowed.Remove(address);
                Write(address);
            }
        }
    }

    private void Write(BlockedAddress address)
    {
        bool isOwn = _own.ContainsKey(address);
        if (!isOwn && !_allowed.ContainsKey(address))
        {
            maps.DeleteGuard(address);
            return;
        }

        BlockGuard guard = new()
        {
            ExpiresNs = isOwn ? ulong.MaxValue : _allowed[address],
            Flags = isOwn ? KernelAbi.TELOS_GUARD_FIRM : 0,
        };
        Unguarded += maps.TrySetGuard(address, guard) == Errno.None ? 0 : 1;
    }
}
