using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class ResponseCacheLoadTests(ITestOutputHelper output)
{
    private const uint StaleMax = 500;

    private static readonly ResponseCacheOptions s_tiny = new() { Entries = 256, Bytes = 262144, StaleMaxSeconds = StaleMax };

    private sealed record Remembered(CacheKind Kind, byte[] Wire, ushort[] TtlOffsets, uint Ttl, long At);

    [Theory]
    [InlineData(50, 100, false)]
    [InlineData(5000, 400, true)]
    [InlineData(1500, 8000, true)]
    public void RandomUse_AgreesWithADictionary(int names, int lengthMax, bool mayForget)
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("TELOS_SEED"), out int given) ? given : Random.Shared.Next();
        output.WriteLine($"TELOS_SEED={seed}");
        Random random = new(seed);
        ResponseCache cache = new(s_tiny);
        Dictionary<(int Name, uint Variant), Remembered> answers = [];
        byte[][] texts = [.. Enumerable.Range(0, names).Select(i => CacheProbe.Name($"{new string('n', i % 60)}.{i}.test"))];
        (long clock, long time, int found) = (1_000_000, 0, 0);
        for (int i = 0; i < 200_000; i++)
        {
            long step = random.Next(100) == 0 ? random.Next(-50, 200) : random.Next(2);
            clock += step;
            time += Math.Max(step, 0);
            (int Name, uint Variant) key = (Math.Min(random.Next(names), random.Next(names)), (uint)random.Next(2));
            answers.TryGetValue(key, out Remembered? known);
            if (random.Next(3) > 0)
            {
                CacheState state = cache.TryGet(texts[key.Name], key.Variant, clock, out CacheHit hit);
                found += state == CacheState.Absent ? 0 : 1;
                Check(state, hit, known, time, mayForget);
                continue;
            }

            Remembered put = Draw(random, i, lengthMax, time);
            bool kept = cache.Put(texts[key.Name], key.Variant, put.Kind, put.Wire, put.TtlOffsets, put.Ttl, clock);
            bool stands = put.Kind == CacheKind.Negative && known?.Kind == CacheKind.Positive && time < known.At + known.Ttl;
            Assert.True(kept || stands);
            Assert.True(mayForget || kept != stands);
            answers[key] = kept ? put : known!;
            Assert.InRange(cache.Entries, 1, s_tiny.Entries);
            Assert.InRange(cache.Bytes, 1, s_tiny.Bytes);
        }

        Assert.Equal(mayForget, cache.Evictions > 0);
        Assert.True(found > 500, $"{found} found");
    }

    [Fact]
    public void NegativeFlood_TakesAQuarterAndKeepsEveryPositive()
    {
        CacheProbe probe = new(s_tiny);
        for (int i = 0; i < 150; i++)
        {
            probe.Put($"{i}.hot.test", CacheKind.Positive, i, 60, 0);
        }

        (int entries, long bytes) = (probe.Cache.Entries, probe.Cache.Bytes);
        byte[] large = new byte[2000];
        for (int i = 0; i < 20_000; i++)
        {
            CacheKind kind = i % 2 == 0 ? CacheKind.Negative : CacheKind.Failure;
            Assert.True(probe.Cache.Put(CacheProbe.Name($"{i}.flood.test"), 1, kind, i % 3 == 0 ? large : new byte[90], [], 60, 0));
            Assert.InRange(probe.Cache.Entries - entries, 0, 64);
            Assert.InRange(probe.Cache.Bytes - bytes, 0, 65536);
        }

        for (int i = 0; i < 150; i++)
        {
            Assert.Equal($"Fresh Positive {i} age 1 left 59", probe.Ask($"{i}.hot.test", 1));
        }
    }

    [Fact]
    public void NegativeFlood_OfNamesAskedOnce_LeavesTheNegativesThatAreAskedFor()
    {
        CacheProbe probe = new(s_tiny);
        probe.Put("hot.test", CacheKind.Negative, 1, 3600, 0);
        probe.Put("cold.test", CacheKind.Negative, 2, 3600, 0);
        for (int i = 0; i < 5000; i++)
        {
            probe.Put($"{i}.flood.test", CacheKind.Negative, i, 3600, 0);
            Assert.True(i % 20 != 0 || probe.Ask("hot.test", 0) == "Fresh Negative 1 age 0 left 3600");
        }

        Assert.Equal("Absent", probe.Ask("cold.test", 0));
    }

    [Fact]
    public void PositiveFlood_OfNamesAskedOnce_LeavesTheAnswersThatAreAskedFor()
    {
        CacheProbe probe = new(s_tiny);
        for (int i = 0; i < 100; i++)
        {
            probe.Put($"{i}.hot.test", CacheKind.Positive, i, 3600, 0);
            probe.Ask($"{i}.hot.test", 0);
        }

        for (int i = 0; i < 20_000; i++)
        {
            probe.Put($"{i}.flood.test", CacheKind.Positive, i, 3600, 0);
            string hot = probe.Ask($"{i % 100}.hot.test", 0);
            Assert.True(hot == $"Fresh Positive {i % 100} age 0 left 3600", $"{i}: {hot}");
        }

        Assert.Equal(20_100 - 192, probe.Cache.Evictions);
        Assert.All(Enumerable.Range(1000, 1000), i => Assert.Equal("Absent", probe.Ask($"{i}.flood.test", 0)));
    }

    [Fact]
    public void Put_OfPositivesThatCameBack_KeepsMostOfThemThroughAFlood()
    {
        CacheProbe probe = new(s_tiny);
        Flood(probe, "flood.test", 1000);
        Flood(probe, "back.test", 40);
        Flood(probe, "second.test", 100);
        Assert.Equal(0, Count(probe, "back.test", 40));
        Flood(probe, "back.test", 40);
        Flood(probe, "third.test", 100);
        Assert.InRange(Count(probe, "back.test", 40), 25, 40);
    }

    [Fact]
    public void Positives_FillThreeQuartersBeforeAnyIsForgotten()
    {
        CacheProbe probe = new(s_tiny);
        for (int i = 0; i < 192; i++)
        {
            probe.Put($"{i}.test", CacheKind.Positive, i, 3600, 0);
        }

        Assert.Equal((192, 0L), (probe.Cache.Entries, probe.Cache.Evictions));
        Assert.All(Enumerable.Range(0, 192), i => Assert.StartsWith("Fresh", probe.Ask($"{i}.test", 0)));
        probe.Put("192.test", CacheKind.Positive, 192, 3600, 0);
        Assert.StartsWith("Fresh", probe.Ask("192.test", 0));
        Assert.Equal((192, 1L), (probe.Cache.Entries, probe.Cache.Evictions));
    }

    [Fact]
    public void Put_IntoACacheOfHotEntries_StillFindsRoom()
    {
        CacheProbe probe = new(s_tiny);
        for (int i = 0; i < 5000; i++)
        {
            probe.Put($"{i}.test", CacheKind.Positive, i, 3600, 0);
            for (int j = Math.Max(0, i - 250); j <= i; j += 5)
            {
                probe.Ask($"{j}.test", 0);
            }

            Assert.StartsWith("Fresh", probe.Ask($"{i}.test", 0));
        }
    }

    [Fact]
    public void Put_OfOneNameInEverySize_HoldsOneEntry()
    {
        ResponseCache cache = new(s_tiny);
        byte[] name = CacheProbe.Name("a.test");
        Random random = new(5);
        for (int i = 0; i < 50_000; i++)
        {
            byte[] wire = CacheProbe.Message(i, random.Next(12, 4000));
            Assert.True(cache.Put(name, 1, CacheKind.Positive, wire, [], 60, 0));
            cache.TryGet(name, 1, 0, out CacheHit hit);
            Assert.True(hit.Wire.SequenceEqual(wire));
            Assert.Equal(1, cache.Entries);
            Assert.InRange(cache.Bytes, wire.Length, (2 * wire.Length) + 48);
        }

        Assert.Equal(0, cache.Evictions);
    }

    [Fact]
    public void Use_AllocatesNothing()
    {
        ResponseCache cache = new(s_tiny);
        byte[][] names = [.. Enumerable.Range(0, 2000).Select(i => CacheProbe.Name($"{i}.test"))];
        byte[] wire = new byte[3000];
        ushort[] offsets = [20, 36, 52];
        Random random = new(9);
        long before = 0;
        for (int i = 0; i < 110_000; i++)
        {
            before = i == 10_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            byte[] name = names[random.Next(names.Length)];
            int length = random.Next(12, wire.Length);
            cache.Put(name, 1, (CacheKind)random.Next(3), wire.AsSpan(0, length), offsets, 60, i / 50);
            cache.TryGet(names[random.Next(names.Length)], 1, i / 50, out _);
            cache.ClaimRefresh(name, 1, i / 50);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(cache.Evictions > 10_000 && cache.Hits > 1000 && cache.StaleHits > 10);
    }

    private static void Flood(CacheProbe probe, string name, int count)
    {
        for (int i = 0; i < count; i++)
        {
            probe.Put($"{i}.{name}", CacheKind.Positive, i, 3600, 0);
        }
    }

    private static int Count(CacheProbe probe, string name, int count) =>
        Enumerable.Range(0, count).Count(i => probe.Ask($"{i}.{name}", 0) != "Absent");

    private static Remembered Draw(Random random, int number, int lengthMax, long time)
    {
        CacheKind kind = random.Next(4) == 0 ? CacheKind.Negative : CacheKind.Positive;
        byte[] wire = CacheProbe.Message(number, random.Next(12, lengthMax));
        ushort[] offsets = [.. Enumerable.Range(0, random.Next(6)).Select(_ => (ushort)random.Next(ushort.MaxValue + 1))];
        return new Remembered(kind, wire, offsets, (uint)random.Next(1, 900), time);
    }

    private static void Check(CacheState state, CacheHit hit, Remembered? known, long time, bool mayForget)
    {
        long end = known is null ? 0 : known.At + known.Ttl;
        bool stale = known?.Kind == CacheKind.Positive && time >= end && time < end + StaleMax;
        bool fresh = known is not null && time < end;
        if (state == CacheState.Absent)
        {
            Assert.True(mayForget || !(fresh || stale));
            return;
        }

        Assert.NotNull(known);
        Assert.Equal(fresh, state is CacheState.Fresh or CacheState.Expiring);
        Assert.Equal(stale, state == CacheState.Stale);
        Assert.Equal(known.Kind, hit.Kind);
        Assert.True(hit.Wire.SequenceEqual(known.Wire) && hit.TtlOffsets.SequenceEqual(known.TtlOffsets));
        Assert.Equal((time - known.At, Math.Max(end - time, 0)), (hit.AgeSeconds, hit.RemainingSeconds));
    }
}
