using System.Buffers.Binary;
using Telos.Core.Domains.Indexes;
using Xunit;

namespace Telos.Core.Tests.Domains.Indexes;

public sealed class NameRangesTests
{
    // Enough for several ranges and chunks, also where they have their full size.
    [Fact]
    public void In_EachBucket_HasItsNamesInTheOrderInWhichTheyCame()
    {
        const int Count = 300_000;
        const int Buckets = (Count / 4) + 1;
        Random random = new(20261129);
        List<(ulong Hash, int Number)>[] expected = [.. Enumerable.Range(0, Buckets).Select(_ => new List<(ulong, int)>())];
        using MemoryStream scratch = new();
        NameRanges ranges = new(scratch, Buckets);
        byte[] entry = new byte[3 + 200];
        for (int i = 0; i < Count; i++)
        {
            ulong hash = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            expected[(int)(((UInt128)hash * Buckets) >> 64)].Add((hash, i));
            int length = random.Next(4, 200);
            entry[0] = (byte)length;
            BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(3), i);
            ranges.Add(hash, entry.AsSpan(0, 3 + length));
        }

        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            List<(ulong, int)> found = [];
            foreach (int place in ranges.In(bucket))
            {
                found.Add((ranges.HashAt(place), BinaryPrimitives.ReadInt32LittleEndian(ranges.EntryAt(place)[3..])));
            }

            Assert.Equal(expected[bucket], found);
        }

        Assert.True(scratch.Length > Count, "nothing waited in the stream");
    }

    [Fact]
    public void In_NoNames_IsEmpty() => Assert.True(new NameRanges(new MemoryStream(), 1).In(0).IsEmpty);
}
