using System.Diagnostics;

namespace Telos.Daemon.Tests.Dns;

/// <summary>The system's clock, which a test may put forward.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _ahead;

    public override long GetTimestamp() => Stopwatch.GetTimestamp() + Volatile.Read(ref _ahead);

    /// <summary>A turn of the worker that began before ends meanwhile.</summary>
    public void Step(double seconds)
    {
        Interlocked.Add(ref _ahead, (long)(seconds * Stopwatch.Frequency));
        Thread.Sleep(20);
    }
}
