using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class ResponseCacheFailureTests
{
    private readonly CacheProbe _probe = new();

    [Fact]
    public void Put_OfAFailure_IsServedForTheOptionsTime()
    {
        Assert.True(_probe.Put("a.test", CacheKind.Failure, 1, 86400, 0));
        Assert.Equal("Fresh Failure 1 age 0 left 5", _probe.Ask("a.test", 0));
        Assert.Equal("Fresh Failure 1 age 4 left 1", _probe.Ask("a.test", 4));
        Assert.Equal("Absent", _probe.Ask("a.test", 5));
    }

    [Fact]
    public void Put_OfFailuresInARow_DoublesTheirTimeUpToFiveMinutes()
    {
        long at = 0;
        foreach (int left in new[] { 5, 10, 20, 40, 80, 160, 300, 300 })
        {
            _probe.Put("a.test", CacheKind.Failure, 1, 0, at);
            Assert.Equal($"Fresh Failure 1 age 0 left {left}", _probe.Ask("a.test", at));
            at += left;
        }
    }

    [Fact]
    public void Put_OfFailuresInARowForever_DoesNotOverflow()
    {
        CacheProbe probe = new(CacheProbe.Small with { FailureTtlSeconds = 300 });
        for (int i = 0; i < 1000; i++)
        {
            probe.Put("a.test", CacheKind.Failure, 1, 0, i * 300L);
            Assert.Equal("Fresh Failure 1 age 0 left 300", probe.Ask("a.test", i * 300L));
        }
    }

    [Fact]
    public void Put_OfAFailureLongAfterTheLast_BeginsANewRow()
    {
        _probe.Put("a.test", CacheKind.Failure, 1, 0, 0);
        _probe.Put("a.test", CacheKind.Failure, 1, 0, 304);
        Assert.Equal("Fresh Failure 1 age 0 left 10", _probe.Ask("a.test", 304));
        _probe.Put("a.test", CacheKind.Failure, 1, 0, 304 + 310);
        Assert.Equal("Fresh Failure 1 age 0 left 5", _probe.Ask("a.test", 304 + 310));
    }

    [Theory]
    [InlineData(CacheKind.Positive)]
    [InlineData(CacheKind.Negative)]
    public void Put_OfAnAnswer_EndsTheRowOfFailures(CacheKind kind)
    {
        _probe.Put("a.test", CacheKind.Failure, 1, 0, 0);
        _probe.Put("a.test", kind, 2, 1, 5);
        Assert.Equal(1, _probe.Cache.Entries);
        _probe.Put("a.test", CacheKind.Failure, 3, 0, 6);
        Assert.False(_probe.Claim("a.test", 10));
        Assert.True(_probe.Claim("a.test", 11));
    }

    [Fact]
    public void Put_OfAFailureWhileOneIsRemembered_ChangesNothing()
    {
        _probe.Put("a.test", CacheKind.Failure, 1, 0, 0);
        Assert.True(_probe.Put("a.test", CacheKind.Failure, 2, 0, 3));
        Assert.Equal("Fresh Failure 1 age 3 left 2", _probe.Ask("a.test", 3));
    }

    [Theory]
    [InlineData(CacheKind.Positive)]
    [InlineData(CacheKind.Negative)]
    public void Put_OfAFailure_LeavesAFreshAnswerInPlace(CacheKind kind)
    {
        _probe.Put("a.test", kind, 1, 60, 0);
        _probe.Put("a.test", CacheKind.Failure, 2, 0, 57);
        Assert.Equal($"Fresh {kind} 1 age 57 left 3", _probe.Ask("a.test", 57));
    }

    [Fact]
    public void TryGet_OfAStaleAnswerBesideAFailure_TellsBoth()
    {
        _probe.Put("a.test", CacheKind.Positive, 1, 60, 0);
        _probe.Put("a.test", CacheKind.Failure, 2, 0, 100);
        Assert.Equal("Stale Positive 1 age 104 left 0 failed", _probe.Ask("a.test", 104));
        Assert.False(_probe.Claim("a.test", 104));
        Assert.Equal("Stale Positive 1 age 105 left 0", _probe.Ask("a.test", 105));
        Assert.True(_probe.Claim("a.test", 105));
    }

    [Fact]
    public void TryGet_PastStaleness_ShowsTheFailure()
    {
        _probe.Put("a.test", CacheKind.Positive, 1, 60, 0);
        _probe.Put("a.test", CacheKind.Failure, 2, 0, 86458);
        Assert.Equal("Stale Positive 1 age 86459 left 0 failed", _probe.Ask("a.test", 86459));
        Assert.Equal("Fresh Failure 2 age 2 left 3", _probe.Ask("a.test", 86460));
    }

    [Fact]
    public void TryGet_WhenThePrefetchFailed_WantsNoneUntilTheFailureIsOver()
    {
        _probe.Put("a.test", CacheKind.Positive, 1, 100, 0);
        _probe.Ask("a.test", 0);
        Assert.Equal("Expiring Positive 1 age 90 left 10", _probe.Ask("a.test", 90));
        _probe.Put("a.test", CacheKind.Failure, 2, 0, 90);
        Assert.Equal("Fresh Positive 1 age 94 left 6", _probe.Ask("a.test", 94));
        Assert.Equal("Expiring Positive 1 age 95 left 5", _probe.Ask("a.test", 95));
    }

    [Fact]
    public void ClaimRefresh_IsTrueOnceUntilThePut()
    {
        _probe.Put("a.test", CacheKind.Positive, 1, 60, 0);
        Assert.True(_probe.Claim("a.test", 58));
        Assert.False(_probe.Claim("a.test", 58));
        Assert.True(_probe.Cache.ClaimRefresh(CacheProbe.Name("a.test"), 28, 58));
        _probe.Put("a.test", CacheKind.Positive, 1, 60, 59);
        Assert.True(_probe.Claim("a.test", 59));
    }

    [Fact]
    public void ClaimRefresh_OfWhichNothingIsHeard_LapsesAfterFiveSeconds()
    {
        _probe.Put("a.test", CacheKind.Positive, 1, 60, 0);
        Assert.True(_probe.Claim("a.test", 70));
        Assert.False(_probe.Claim("a.test", 74));
        Assert.True(_probe.Claim("a.test", 75));
        Assert.False(_probe.Claim("a.test", 79));
    }

    [Fact]
    public void ClaimRefresh_OfAFailureThatIsOver_IsTrueOnce()
    {
        _probe.Put("a.test", CacheKind.Failure, 1, 0, 0);
        Assert.False(_probe.Claim("a.test", 4));
        Assert.True(_probe.Claim("a.test", 5));
        Assert.False(_probe.Claim("a.test", 6));
    }

    [Fact]
    public void ClaimRefresh_OfANameNotHeld_IsTrue() => Assert.True(_probe.Claim("a.test", 0));
}
