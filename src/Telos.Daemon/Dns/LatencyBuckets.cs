using System.Collections.Immutable;
using System.Diagnostics;

namespace Telos.Daemon.Dns;

/// <summary>How long queries took, counted by one thread. Whoever reads sees each count as it was a moment ago.</summary>
internal sealed class LatencyBuckets
{
    private static readonly double[] s_milliseconds =
        [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];

    private static readonly long[] s_bounds = [.. s_milliseconds.Select(bound => (long)(bound * Stopwatch.Frequency / 1000))];

    private readonly long[] _counts = new long[Count];
    private readonly long[] _ticks = new long[Count];

    /// <summary>The most that each bucket has; one more has what took longer.</summary>
    public static ImmutableArray<TimeSpan> Bounds { get; } = [.. s_milliseconds.Select(TimeSpan.FromMilliseconds)];

    public static int Count => Bounds.Length + 1;

    public long CountOf(int bucket) => Volatile.Read(ref _counts[bucket]);

    /// <summary>Of all in the bucket together.</summary>
    public double SecondsOf(int bucket) => Volatile.Read(ref _ticks[bucket]) / (double)Stopwatch.Frequency;

    /// <param name="count">So many took it each.</param>
    /// <param name="ticks">Of <see cref="Stopwatch"/>.</param>
    public void Add(long count, long ticks)
    {
        int bucket = 0;
        while (bucket < s_bounds.Length && ticks > s_bounds[bucket])
        {
            bucket++;
        }

        _ticks[bucket] += ticks * count;
        _counts[bucket] += count;
    }
}
