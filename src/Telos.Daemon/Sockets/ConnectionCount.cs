using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>How many connections there are, in all and of each user.</summary>
internal sealed class ConnectionCount
{
    private const uint Root = 0;
    private const int RetryMs = 100;

    private readonly object _lock = new();
    private readonly Dictionary<uint, int> _ofUser = [];
    private int _all;

    /// <summary>False when there are as many as may be.</summary>
    public bool TryAdd(uint uid)
    {
        lock (_lock)
        {
            int own = _ofUser.GetValueOrDefault(uid);
            if (_all >= ProtocolLimits.ConnectionsMax || (uid != Root && own >= ProtocolLimits.ConnectionsPerUserMax))
            {
                return false;
            }

            _all++;
            _ofUser[uid] = own + 1;
            return true;
        }
    }

    public void Remove(uint uid)
    {
        lock (_lock)
        {
            _all--;
            if (--_ofUser[uid] == 0)
            {
                _ofUser.Remove(uid);
            }

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
}
