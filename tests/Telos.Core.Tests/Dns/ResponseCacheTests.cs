using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class ResponseCacheTests
{
    private readonly CacheProbe _probe = new();

    [Fact]
    public void TryGet_OfANameNeverPut_IsAbsentAndCounted()
    {
        Assert.Equal("Absent", _probe.Ask("a.test", 0));
        Assert.Equal(1, _probe.Cache.Misses);
        Assert.Equal(0, _probe.Cache.Hits);
    }

    [Fact]
    public void TryGet_WithinTheTtl_IsFreshAndTellsItsAge()
    {
        Assert.True(_probe.Put("a.test", CacheKind.Positive, 1, 60, 1000));
        Assert.Equal("Fresh Positive 1 age 0 left 60", _probe.Ask("a.test", 1000));
        Assert.Equal("Fresh Positive 1 age 5 left 55", _probe.Ask("a.test", 1005));
        Assert.Equal(2, _probe.Cache.Hits);
        Assert.Equal(1, _probe.Cache.Entries);
        Assert.Equal(80, _probe.Cache.Bytes);
    }

    [Fact]
    public void TryGet_ComparesTheWholeNameAndTheVariant()
    {
        _probe.Put("aa.test", CacheKind.Positive, 1, 60, 0);
        Assert.Equal("Absent", _probe.Ask("ab.test", 0));
        Assert.Equal("Absent", _probe.Ask("a.test", 0));
        Assert.Equal("Absent", _probe.Ask("aa.test.x", 0));
        Assert.Equal(CacheState.Absent, _probe.Cache.TryGet(CacheProbe.Name("aa.test"), 28, 0, out _));
        Assert.Equal(CacheState.Absent, _probe.Cache.TryGet(CacheProbe.Name("aa.test"), 0x8000_0001, 0, out _));
        Assert.Equal(CacheState.Fresh, _probe.Cache.TryGet(CacheProbe.Name("aa.test"), 1, 0, out _));
    }

    [Fact]
    public void TryGet_OfNamesWithEqualHashes_GivesEachItsOwn()
    {
        SipHash hash = new(3, 4);
        ResponseCache cache = new(CacheProbe.Small, hash);
        Dictionary<uint, int> numbers = [];
        int pairs = 0;
        for (int i = 0; i < 400_000; i++)
        {
            byte[] name = CacheProbe.Name($"n{i}.test");
            if (numbers.TryAdd((uint)hash.Hash(CacheProbe.TypeA, name), i))
            {
                continue;
            }

            pairs++;
            int other = numbers[(uint)hash.Hash(CacheProbe.TypeA, name)];
            byte[] otherName = CacheProbe.Name($"n{other}.test");
            cache.Put(name, CacheProbe.TypeA, CacheKind.Positive, CacheProbe.Message(i, 40), [], 60, 0);
            Assert.Equal(CacheState.Absent, cache.TryGet(otherName, CacheProbe.TypeA, 0, out _));
            cache.Put(otherName, CacheProbe.TypeA, CacheKind.Positive, CacheProbe.Message(other, 40), [], 60, 0);
            cache.TryGet(name, CacheProbe.TypeA, 0, out CacheHit mine);
            Assert.Equal(CacheProbe.Message(i, 40), mine.Wire);
            cache.TryGet(otherName, CacheProbe.TypeA, 0, out CacheHit others);
            Assert.Equal(CacheProbe.Message(other, 40), others.Wire);
        }

        Assert.True(pairs > 3, $"{pairs} pairs");
    }

    [Fact]
    public void TryGet_InTheLastTenthOfTheTtl_IsExpiringIfItWasAskedForBefore()
    {
        _probe.Put("asked.test", CacheKind.Positive, 1, 100, 0);
        _probe.Put("unasked.test", CacheKind.Positive, 2, 100, 0);
        Assert.Equal("Fresh Positive 1 age 89 left 11", _probe.Ask("asked.test", 89));
        Assert.Equal("Expiring Positive 1 age 90 left 10", _probe.Ask("asked.test", 90));
        Assert.Equal("Fresh Positive 2 age 90 left 10", _probe.Ask("unasked.test", 90));
        Assert.Equal("Expiring Positive 2 age 99 left 1", _probe.Ask("unasked.test", 99));
    }

    [Fact]
    public void TryGet_AfterARefresh_IsExpiringOnlyIfTheNewAnswerWasAskedFor()
    {
        _probe.Put("a.test", CacheKind.Positive, 1, 100, 0);
        _probe.Ask("a.test", 50);
        _probe.Put("a.test", CacheKind.Positive, 2, 100, 95);
        Assert.Equal("Fresh Positive 2 age 95 left 5", _probe.Ask("a.test", 190));
    }

    [Fact]
    public void TryGet_PastTheTtl_IsStaleForAsLongAsConfigured()
    {
        CacheProbe probe = new(CacheProbe.Small with { StaleMaxSeconds = 1000 });
        probe.Put("a.test", CacheKind.Positive, 1, 60, 0);
        Assert.Equal("Fresh Positive 1 age 59 left 1", probe.Ask("a.test", 59));
        Assert.Equal("Stale Positive 1 age 60 left 0", probe.Ask("a.test", 60));
        Assert.Equal("Stale Positive 1 age 1059 left 0", probe.Ask("a.test", 1059));
        Assert.Equal("Absent", probe.Ask("a.test", 1060));
        Assert.Equal(2, probe.Cache.StaleHits);
        Assert.Equal(1, probe.Cache.Misses);
    }

    [Fact]
    public void TryGet_WithStaleSwitchedOff_IsAbsentPastTheTtl()
    {
        CacheProbe probe = new(CacheProbe.Small with { StaleMaxSeconds = 0 });
        probe.Put("a.test", CacheKind.Positive, 1, 60, 0);
        Assert.Equal("Absent", probe.Ask("a.test", 60));
    }

    [Fact]
    public void TryGet_OfANegativePastItsTtl_IsStaleOnlyIfConfigured()
    {
        CacheProbe willing = new(CacheProbe.Small with { StaleNegative = true });
        foreach (CacheProbe probe in new[] { _probe, willing })
        {
            probe.Put("a.test", CacheKind.Negative, 1, 60, 0);
            Assert.Equal("Fresh Negative 1 age 59 left 1", probe.Ask("a.test", 59));
        }

        Assert.Equal("Absent", _probe.Ask("a.test", 60));
        Assert.Equal("Stale Negative 1 age 60 left 0", willing.Ask("a.test", 60));
    }

    [Fact]
    public void TryGet_AfterTheClockWasSetBack_DoesNotMakeStaleFreshAgain()
    {
        _probe.Put("a.test", CacheKind.Positive, 1, 60, 1_800_000_000);
        Assert.Equal("Stale Positive 1 age 60 left 0", _probe.Ask("a.test", 1_800_000_060));
        Assert.Equal("Stale Positive 1 age 60 left 0", _probe.Ask("a.test", 1_800_000_000));
        Assert.Equal("Stale Positive 1 age 60 left 0", _probe.Ask("a.test", long.MinValue));
        Assert.Equal("Stale Positive 1 age 61 left 0", _probe.Ask("a.test", long.MinValue + 1));
        Assert.Equal("Absent", _probe.Ask("a.test", long.MaxValue));
        Assert.Equal("Absent", _probe.Ask("a.test", 1_800_000_000));
    }

    [Fact]
    public void TryGet_OfWhatWasPutBeforeTheClockWasSetBack_StillExpires()
    {
        _probe.Put("a.test", CacheKind.Positive, 1, 60, 2_000_000_000);
        Assert.Equal("Fresh Positive 1 age 0 left 60", _probe.Ask("a.test", 1_800_000_000));
        Assert.Equal("Stale Positive 1 age 60 left 0", _probe.Ask("a.test", 1_800_000_060));
    }

    [Theory]
    [InlineData(CacheKind.Positive, 5u, 30u)]
    [InlineData(CacheKind.Positive, 0u, 30u)]
    [InlineData(CacheKind.Positive, 7200u, 7200u)]
    [InlineData(CacheKind.Positive, uint.MaxValue, 86400u)]
    [InlineData(CacheKind.Negative, 5u, 30u)]
    [InlineData(CacheKind.Negative, 7200u, 3600u)]
    [InlineData(CacheKind.Negative, uint.MaxValue, 3600u)]
    public void Put_KeepsTheTtlWithinItsBounds(CacheKind kind, uint ttl, uint kept)
    {
        CacheProbe probe = new(CacheProbe.Small with { TtlMinSeconds = 30 });
        probe.Put("a.test", kind, 1, ttl, 0);
        Assert.Equal($"Fresh {kind} 1 age 0 left {kept}", probe.Ask("a.test", 0));
    }

    [Fact]
    public void Put_OfANegativeOverAShorterPositiveMaximum_KeepsThat()
    {
        CacheProbe probe = new(CacheProbe.Small with { TtlMaxSeconds = 100 });
        probe.Put("a.test", CacheKind.Negative, 1, 7200, 0);
        Assert.Equal("Fresh Negative 1 age 0 left 100", probe.Ask("a.test", 0));
    }

    [Fact]
    public void Put_OfTtlZero_IsNotKeptAndForgetsWhatItSupersedes()
    {
        Assert.False(_probe.Put("a.test", CacheKind.Positive, 1, 0, 0));
        Assert.Equal("Absent", _probe.Ask("a.test", 0));
        _probe.Put("a.test", CacheKind.Positive, 2, 60, 0);
        Assert.False(_probe.Put("a.test", CacheKind.Positive, 3, 0, 1));
        Assert.Equal("Absent", _probe.Ask("a.test", 1));
        Assert.Equal(0, _probe.Cache.TooBig);
        Assert.Equal(0, _probe.Cache.Entries);
    }

    [Fact]
    public void Put_OverAFreshAnswer_CountsItsTtlFromNowAndAddsNothing()
    {
        _probe.Put("longer.test", CacheKind.Positive, 1, 100, 0);
        _probe.Put("longer.test", CacheKind.Positive, 2, 100, 50);
        Assert.Equal("Fresh Positive 2 age 0 left 100", _probe.Ask("longer.test", 50));
        Assert.Equal("Stale Positive 2 age 100 left 0", _probe.Ask("longer.test", 150));
        _probe.Put("shorter.test", CacheKind.Positive, 1, 100, 150);
        _probe.Put("shorter.test", CacheKind.Positive, 2, 10, 160);
        Assert.Equal("Stale Positive 2 age 10 left 0", _probe.Ask("shorter.test", 170));
    }

    [Fact]
    public void Put_OfANegative_DoesNotReplaceAFreshPositive()
    {
        _probe.Put("a.test", CacheKind.Positive, 1, 60, 0);
        Assert.False(_probe.Put("a.test", CacheKind.Negative, 2, 60, 59));
        Assert.Equal("Fresh Positive 1 age 59 left 1", _probe.Ask("a.test", 59));
        Assert.True(_probe.Put("a.test", CacheKind.Negative, 2, 60, 60));
        Assert.Equal("Fresh Negative 2 age 0 left 60", _probe.Ask("a.test", 60));
        Assert.Equal("Absent", _probe.Ask("a.test", 120));
    }

    [Fact]
    public void Put_OfAPositive_ReplacesAFreshNegative()
    {
        _probe.Put("a.test", CacheKind.Negative, 1, 60, 0);
        Assert.True(_probe.Put("a.test", CacheKind.Positive, 2, 60, 1));
        Assert.Equal("Fresh Positive 2 age 0 left 60", _probe.Ask("a.test", 1));
        Assert.Equal(1, _probe.Cache.Entries);
    }

    [Theory]
    [InlineData(CacheKind.Positive)]
    [InlineData(CacheKind.Negative)]
    [InlineData(CacheKind.Failure)]
    public void Put_OfMoreThanAnEntrysMaximum_IsRefusedAndCounted(CacheKind kind)
    {
        // Header 8, two TTLs 4, name 8: 8172 octets of message are the most that 8192 hold.
        byte[] name = CacheProbe.Name("a.test");
        Assert.True(_probe.Cache.Put(name, 1, kind, new byte[8172], [1, 2], 60, 0));
        Assert.Equal(8192, _probe.Cache.Bytes);
        _probe.Cache.Clear();
        Assert.False(_probe.Cache.Put(name, 1, kind, new byte[8173], [1, 2], 60, 0));
        Assert.False(_probe.Cache.Put(name, 1, kind, new byte[70_000], [], 60, 0));
        Assert.Equal(2, _probe.Cache.TooBig);
        Assert.Equal("Absent", _probe.Ask("a.test", 0));
    }

    [Fact]
    public void Put_OfAnAnswerTooBig_ForgetsTheOneItSupersedes()
    {
        _probe.Put("a.test", CacheKind.Positive, 1, 60, 0);
        Assert.False(_probe.Cache.Put(CacheProbe.Name("a.test"), 1, CacheKind.Positive, new byte[9000], [], 60, 100));
        Assert.Equal("Absent", _probe.Ask("a.test", 100));
    }

    [Fact]
    public void Put_OfTheLongestName_IsFound()
    {
        string label = new('x', 63);
        string longest = $"{label}.{label}.{label}.{new string('y', 61)}";
        Assert.Equal(255, CacheProbe.Name(longest).Length);
        _probe.Put(longest, CacheKind.Positive, 1, 60, 0);
        Assert.Equal("Fresh Positive 1 age 0 left 60", _probe.Ask(longest, 0));
        _probe.Cache.Put([0], 1, CacheKind.Positive, CacheProbe.Message(2, 60), [20, 36], 60, 0);
        Assert.Equal(CacheState.Fresh, _probe.Cache.TryGet([0], 1, 0, out CacheHit root));
        Assert.Equal(CacheProbe.Message(2, 60), root.Wire);
    }

    [Fact]
    public void Clear_ForgetsEverythingAndServesAgain()
    {
        _probe.Put("a.test", CacheKind.Positive, 1, 60, 0);
        _probe.Put("b.test", CacheKind.Negative, 2, 60, 0);
        _probe.Put("c.test", CacheKind.Failure, 3, 60, 0);
        _probe.Ask("a.test", 0);
        _probe.Cache.Clear();
        Assert.Equal((0, 0L, 1L), (_probe.Cache.Entries, _probe.Cache.Bytes, _probe.Cache.Hits));
        Assert.Equal("Absent", _probe.Ask("a.test", 0));
        Assert.Equal("Absent", _probe.Ask("b.test", 0));
        Assert.Equal("Absent", _probe.Ask("c.test", 0));
        _probe.Put("a.test", CacheKind.Positive, 4, 60, 0);
        Assert.Equal("Fresh Positive 4 age 0 left 60", _probe.Ask("a.test", 0));
    }
}
