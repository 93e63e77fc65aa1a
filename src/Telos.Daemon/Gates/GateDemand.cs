using Telos.Core.Abi;

namespace Telos.Daemon.Gates;

/// <summary>
/// Which tiers are needed now. A tier is attached before whom it holds comes into force, and detached a while after the
/// last of them is gone, so that one agent after the other costs no attaching.
/// </summary>
internal sealed class GateDemand : IDisposable
{
    /// <summary>For how long what nobody needs stays attached.</summary>
    public const int LingerMs = 30_000;

    private readonly Lock _lock = new();
    private readonly GateLinks _links;
    private readonly GateMaps _maps;
    private readonly int _lingerMs;
    private readonly Action _attached;
    private readonly Timer _timer;
    private bool _unprepared;
    private bool _agents;
    private bool _flow;
    private bool _disposed;

    /// <param name="attached">Called when agents are to be held again, before the first of them is.</param>
    public GateDemand(GateLinks links, GateMaps maps, Action attached, int lingerMs = LingerMs)
    {
        _lingerMs = lingerMs;
        _links = links;
        _maps = maps;
        _attached = attached;
        _timer = new Timer(_ => DetachUnneeded());
    }

    /// <exception cref="Linux.LinuxException">The kernel refused to attach a program; nobody may be enrolled.</exception>
    /// <exception cref="DaemonException">What attaching calls for failed: nobody may be enrolled.</exception>
    public void Raise(bool flow)
    {
        lock (_lock)
        {
            _unprepared |= _links.Attach(GateTier.Agents);
            if (_unprepared)
            {
                _attached();
                _unprepared = false;
            }

            _agents = true;
            if (flow)
            {
                if (_links.Attach(GateTier.Flow) || !_flow)
                {
                    SetFlowFlag(attached: true);
                }

                _flow = true;
            }
        }
    }

    /// <summary>What is still needed; the rest goes after a while.</summary>
    public void Settle(bool agents, bool flow)
    {
        lock (_lock)
        {
            _agents = agents;
            _flow = flow;
            _timer.Change(_lingerMs, Timeout.Infinite);
        }
    }

    /// <summary>How many programs are needed now.</summary>
    /// <param name="attached">So many of them the kernel has.</param>
    public int CountNeeded(out int attached)
    {
        lock (_lock)
        {
            GateTier[] tiers = (_agents, _flow) switch
            {
                (true, true) => [GateTier.Agents, GateTier.Flow],
                (true, false) => [GateTier.Agents],
                (false, true) => [GateTier.Flow],
                _ => [],
            };
            attached = tiers.Sum(_links.CountAttached);
            return _links.Programs.Count(program => tiers.Contains(program.Tier));
        }
    }

    public void Dispose()
    {
        // The timer's last turn may be under way: afterwards it finds nothing to do.
        lock (_lock)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    // The flag first: no taint rises any more when the programs go.
    private void DetachUnneeded()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            if (!_flow)
            {
                SetFlowFlag(attached: false);
                _links.Detach(GateTier.Flow);
            }

            if (!_agents)
            {
                _links.Detach(GateTier.Agents);
            }
        }
    }

    private void SetFlowFlag(bool attached) => _maps.ChangeConfig(
        config => config with
        {
            Flags = attached ? config.Flags | KernelAbi.TELOS_CONFIG_FLOW : config.Flags & ~KernelAbi.TELOS_CONFIG_FLOW,
        });
}
