using Telos.Core.Abi;
using Telos.Daemon.Events;
using Telos.Daemon.Gates;
using Telos.Linux;

namespace Telos.Daemon.Agents;

/// <summary>
/// When agents' connections are looked through: at a policy's end, when another was declared, when a taint rose. What
/// the gates refuse does not wait for it.
/// </summary>
internal sealed class SocketSweep : IDisposable
{
    private const ulong NsPerMs = 1_000_000;

    /// <summary>The timer counts whole milliseconds of another clock than the policies.</summary>
    private const int MarginMs = 5;

    private readonly Lock _running = new();
    private readonly Lock _asking = new();
    private readonly HashSet<uint> _asked = [];
    private readonly AgentTable _agents;
    private readonly LiveSockets _sockets;
    private readonly Journal _journal;
    private readonly Timer _timer;
    private bool _everybody;
    private ulong _sweptNs;
    private bool _stopped;
    private volatile string? _fault;

    public SocketSweep(GateMaps maps, AgentTable agents, Journal journal)
    {
        _agents = agents;
        _journal = journal;
        _sockets = new LiveSockets(maps, agents.IsSlammed);
        _timer = new Timer(_ => Run());
        Note(LiveSockets.Probe());
        agents.PolicyChanged += Ask;
    }

    /// <summary>Null while connections are ended; otherwise they stay open, and silent, after their grant's end.</summary>
    public string? Fault => _fault;

    /// <summary>Everybody is looked through, soon.</summary>
    public void AskForAll()
    {
        lock (_asking)
        {
            _everybody = true;
            _ = _timer.Change(0, Timeout.Infinite);
        }
    }

    public void Dispose()
    {
        lock (_running)
        {
            _stopped = true;
            _timer.Dispose();
        }
    }

    private void Ask(AgentEntry agent)
    {
        lock (_asking)
        {
            _asked.Add(agent.Id);
            _ = _timer.Change(0, Timeout.Infinite);
        }
    }

    private void Run()
    {
        lock (_running)
        {
            if (_stopped)
            {
                return;
            }

            (bool everybody, HashSet<uint> asked) = TakeAsked();
            ulong now = Clock.BootNs();
            ulong next = ulong.MaxValue;
            foreach (AgentEntry agent in _agents.All())
            {
                bool justEnded = agent.ExpiresNs > _sweptNs && agent.ExpiresNs <= now;
                if (agent.Mode == Mode.Enforce && (everybody || justEnded || asked.Contains(agent.Id)))
                {
                    Sweep(agent);
                }

                next = agent.ExpiresNs > now ? Math.Min(next, agent.ExpiresNs) : next;
            }

            _sweptNs = now;
            WakeAt(next, now);
        }
    }

    private (bool Everybody, HashSet<uint> Asked) TakeAsked()
    {
        lock (_asking)
        {
            (bool Everybody, HashSet<uint> Asked) taken = (_everybody, [.. _asked]);
            _everybody = false;
            _asked.Clear();
            return taken;
        }
    }

    private void Sweep(AgentEntry agent)
    {
        List<CutSocket> cut = _sockets.Cut(agent, out Errno error);
        Note(error);
        if (cut.Count > 0)
        {
            _journal.Cut(agent, _agents.TaintOf(agent.Id), cut);
        }
    }

    private void Note(Errno error) => _fault = error == Errno.None ? null : $"sock_diag: {error}";

    // Who asked meanwhile has set the timer to now, which stays.
    private void WakeAt(ulong next, ulong now)
    {
        lock (_asking)
        {
            if (!_everybody && _asked.Count == 0 && next != ulong.MaxValue)
            {
                _ = _timer.Change((long)((next - now) / NsPerMs) + MarginMs, Timeout.Infinite);
            }
        }
    }
}
