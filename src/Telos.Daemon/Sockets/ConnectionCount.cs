using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>How many connections there are: in all, of each user, and of each agent.</summary>
internal sealed class ConnectionCount(int max)
{
    private const uint Root = 0;
    private const int RetryMs = 100;

    private readonly object _lock = new();
    private readonly int _userMax = max * ProtocolLimits.PerUserPercent / 100;
    private readonly Dictionary<uint, int> _ofUser = [];
    private readonly Dictionary<uint, int> _ofStranger = [];
    private readonly Dictionary<uint, int> _ofAgent = [];
    private int _all;

    /// <summary>False when there are as many as may be. Whose it is may take longer to learn: <see cref="TryAssign"/>.</summary>
    public bool TryAdd()
    {
        lock (_lock)
        {
            if (_all >= max)
            {
                return false;
            }

            _all++;
            return true;
        }
    }

    /// <summary>False when the user, or its agent, has as many as it may. Root keeps itself out, its agents do not.</summary>
    /// <param name="agent">Null: the peer is no agent.</param>
    public bool TryAssign(uint uid, uint? agent)
    {
        if (uid == Root && agent is null)
        {
            return true;
        }

        lock (_lock)
        {
            (Dictionary<uint, int> ofOwners, uint owner, int ownerMax) = agent is uint id
                ? (_ofAgent, id, ProtocolLimits.ConnectionsPerAgentMax)
                : (_ofStranger, uid, ProtocolLimits.ConnectionsPerStrangerMax);
            if (_ofUser.GetValueOrDefault(uid) >= _userMax || ofOwners.GetValueOrDefault(owner) >= ownerMax)
            {
                return false;
            }

            Add(_ofUser, uid, 1);
            Add(ofOwners, owner, 1);
            return true;
        }
    }

    /// <summary>Of one that was assigned.</summary>
    public void Unassign(uint uid, uint? agent)
    {
        if (uid == Root && agent is null)
        {
            return;
        }

        lock (_lock)
        {
            Add(_ofUser, uid, -1);
            Add(agent is null ? _ofStranger : _ofAgent, agent ?? uid, -1);
        }
    }

    public void Remove()
    {
        lock (_lock)
        {
            _all--;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Until a connection ends, or a short while.</summary>
    public void WaitForEnd()
    {
        lock (_lock)
        {
            Monitor.Wait(_lock, RetryMs);
        }
    }

    private static void Add(Dictionary<uint, int> counts, uint owner, int change)
    {
        int count = counts.GetValueOrDefault(owner) + change;
        if (count == 0)
        {
            counts.Remove(owner);
        }
        else
        {
            counts[owner] = count;
        }
    }
}
