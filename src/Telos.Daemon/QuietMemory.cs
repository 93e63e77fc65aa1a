using Telos.Linux.Memory;

namespace Telos.Daemon;

/// <summary>
/// Gives memory back once the daemon has had little to do for a while: what the start and the last agents needed is garbage, and
/// code that does not run again soon. What is needed after all comes back page by page.
/// </summary>
internal sealed class QuietMemory : IDisposable
{
    /// <summary>Who allocates less in between is idle: timers and the like.</summary>
    private const long BusyBytes = 1 << 20;

    /// <summary>So much more than an idle daemon was found to need is worth a collection.</summary>
    private const long SpareBytes = 4 << 20;

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(15);

    private readonly Lock _looking = new();
    private readonly Timer _timer;
    private long _allocated;
    private long _needed;
    private bool _wasGiven;

    public QuietMemory() => _timer = new Timer(_ => Look(), null, s_period, s_period);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_looking)
        {
            long allocated = GC.GetTotalAllocatedBytes();
            bool isQuiet = allocated - _allocated < BusyBytes;
            _allocated = allocated;
            if (!isQuiet)
            {
                _wasGiven = false;
            }
            else if (_wasGiven)
            {
                // What was needed since then.
                _wasGiven = false;
                _needed = Environment.WorkingSet;
            }
            else if (Environment.WorkingSet > _needed + SpareBytes)
            {
                _wasGiven = true;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                ProcessMemory.GiveBack();
            }
        }
    }
}
