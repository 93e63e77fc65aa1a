using System.Diagnostics;
using Telos.Daemon.Dns;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

public sealed class LatencyBucketsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.00002, 0)]
    [InlineData(0.000021, 1)]
    [InlineData(0.001, 5)]
    [InlineData(5, 16)]
    [InlineData(5.1, 17)]
    public void Add_CountsBelowTheBoundOrAtIt(double seconds, int bucket)
    {
        LatencyBuckets latency = new();
        latency.Add(3, (long)(seconds * Stopwatch.Frequency));
        Assert.Equal(
            Enumerable.Range(0, LatencyBuckets.Count).Select(each => each == bucket ? 3L : 0),
            Enumerable.Range(0, LatencyBuckets.Count).Select(latency.CountOf));
        Assert.Equal(3 * seconds, latency.SecondsOf(bucket), precision: 6);
    }

    [Fact]
    public void Bounds_RiseStrictly() =>
        Assert.Equal(LatencyBuckets.Bounds.Distinct().Order(), LatencyBuckets.Bounds);
}
