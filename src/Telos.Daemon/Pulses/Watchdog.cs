using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Linux;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Pulses;

/// <summary>
/// Tells the gates that the daemon lives, as long as it does: by the time at which the slowest of its parts last got on. What
/// stands still (SIGSTOP, a pool without a thread to spare, a disk that does not answer) is so seen as what is dead. The
/// kernel's half is bpf/caller.h: pulse_is_stale().
/// </summary>
internal sealed class Watchdog : IDisposable, IThreadPoolWorkItem
{
    /// <summary>Twice a second, so that a machine that wakes up has a pulse again before anybody notices.</summary>
    private const int BeatMs = 500;

    private const ulong NsPerMs = 1_000_000;

    private readonly BpfMappedArray<Pulse> _pulse;
    private readonly LiveCeiling _ceiling;
    private readonly Func<ulong> _eventsNs;
    private readonly Supervisor _supervisor;
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;
    private ulong _poolNs;
    private int _isAsked;

    /// <summary>The first pulse is there when this returns.</summary>
    /// <param name="eventsNs">When the thread that empties the ring last got on, by <see cref="Clock.BootNs"/>.</param>
    public Watchdog(BpfMappedArray<Pulse> pulse, LiveCeiling ceiling, Func<ulong> eventsNs, Supervisor supervisor)
    {
        (_pulse, _ceiling, _eventsNs, _supervisor) = (pulse, ceiling, eventsNs, supervisor);
        _poolNs = Clock.BootNs();
        Beat();
        _thread = new Thread(Run) { IsBackground = true, Name = "pulse", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    private ulong StaleNs => (ulong)_ceiling.Current.Watchdog.Stale.TotalMilliseconds * NsPerMs;

    /// <summary>When the slowest part last got on.</summary>
    private ulong AliveNs => Math.Min(Volatile.Read(ref _poolNs), _eventsNs());

    /// <summary>How old the pulse is, and what comes of one that is too old.</summary>
    public PulseReport Report()
    {
        ulong now = Clock.BootNs();
        ulong alive = Math.Min(now, AliveNs);
        WatchdogRules rules = _ceiling.Current.Watchdog;
        return new PulseReport(
            (long)((now - alive) / NsPerMs), (long)rules.Stale.TotalMilliseconds, CeilingText.Name(rules.Modes.Exec),
            CeilingText.Name(rules.Modes.Network), CeilingText.Name(rules.Modes.File));
    }

    /// <summary>The pool's turn: whoever asks for something on a socket gets one as well.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _poolNs, Clock.BootNs());
        Volatile.Write(ref _isAsked, 0);
    }

    /// <summary>The gates' view stays as it is: it runs out when no other daemon takes over.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.WaitOne(BeatMs))
        {
            Beat();
        }
    }

    private void Beat()
    {
        if (Interlocked.Exchange(ref _isAsked, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        ulong staleNs = StaleNs;
        ulong staleAtNs = AliveNs + staleNs;
        ulong now = Clock.BootNs();
        ref ulong told = ref _pulse[0].StaleAtNs;
        // Who was stopped and goes on has parts that last got on just within the limit: a pulse that ends before the next one
        // would open what was closed, and close it again. What ends earlier than was told is told in any case.
        if (staleAtNs > now + (BeatMs * NsPerMs) || staleAtNs < Volatile.Read(ref told))
        {
            Volatile.Write(ref told, staleAtNs);
        }

        if (staleAtNs > now + (staleNs / 2))
        {
            _supervisor.Beat();
        }
    }
}
