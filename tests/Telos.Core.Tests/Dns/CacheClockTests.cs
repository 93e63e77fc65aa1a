using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class CacheClockTests
{
    [Fact]
    public void Advance_CountsFromTheFirstTime()
    {
        CacheClock clock = new();
        Assert.Equal(0, clock.Advance(1_800_000_000));
        Assert.Equal(7, clock.Advance(1_800_000_007));
    }

    [Fact]
    public void Advance_ThroughAStepBack_StandsStillAndThenGoesOn()
    {
        CacheClock clock = new();
        clock.Advance(1000);
        clock.Advance(1100);
        Assert.Equal(100, clock.Advance(50));
        Assert.Equal(103, clock.Advance(53));
    }

    [Fact]
    public void Advance_BetweenTheEndsOfTheRange_DoesNotOverflow()
    {
        CacheClock clock = new();
        long before = clock.Advance(long.MinValue);
        for (int i = 0; i < 1000; i++)
        {
            long after = clock.Advance(long.MaxValue);
            Assert.Equal(int.MaxValue, after - before);
            before = clock.Advance(long.MinValue);
            Assert.Equal(after, before);
        }
    }
}
