using System.Buffers.Binary;

namespace Telos.Core.Domains.Indexes;

/// <summary>
/// An index's names on their way into buckets. What is in memory is a chunk for each range of buckets while names come, and
/// one range when they are asked for; the rest waits in a stream.
/// </summary>
internal sealed class NameRanges
{
#if DEBUG
    private const int BucketsPerRange = 1 << 7;
    private const int ChunkBytes = 1 << 10;
#else
    private const int BucketsPerRange = 1 << 15;
    private const int ChunkBytes = 1 << 15;
#endif
    private const int HashBytes = sizeof(ulong);

    private readonly Stream _scratch;
    private readonly int _buckets;
    private readonly Range[] _ranges;
    private readonly int[] _ends = new int[BucketsPerRange + 1];
    private byte[] _loaded = [];
    private int[] _places = [];
    private int _current = -1;

    /// <param name="scratch">Can seek; what is written to it is of no use to anybody else.</param>
    public NameRanges(Stream scratch, int buckets)
    {
        _scratch = scratch;
        _buckets = buckets;
        _ranges = new Range[((buckets - 1) / BucketsPerRange) + 1];
        for (int range = 0; range < _ranges.Length; range++)
        {
            _ranges[range] = new Range();
        }
    }

    /// <param name="entry">As it will be in its bucket.</param>
    public void Add(ulong hash, ReadOnlySpan<byte> entry)
    {
        Range range = _ranges[NameBuckets.BucketOf(hash, _buckets) / BucketsPerRange];
        if (range.Used + HashBytes + entry.Length > ChunkBytes)
        {
            range.Chunks.Add((_scratch.Position, range.Used));
            _scratch.Write(range.Chunk, 0, range.Used);
            range.Used = 0;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(range.Chunk.AsSpan(range.Used), hash);
        entry.CopyTo(range.Chunk.AsSpan(range.Used + HashBytes));
        range.Used += HashBytes + entry.Length;
        range.Count++;
    }

    /// <summary>Where the names of a bucket are, in the order in which they came, until those of another are asked for.</summary>
    /// <param name="bucket">Those of a range one after the other: each change of ranges reads one.</param>
    public ReadOnlySpan<int> In(int bucket)
    {
        int range = bucket / BucketsPerRange;
        if (range != _current)
        {
            Sort(Load(_ranges[range]), _ranges[range].Count);
            _current = range;
        }

        int local = bucket % BucketsPerRange;
        int start = local == 0 ? 0 : _ends[local - 1];
        return _places.AsSpan(start, _ends[local] - start);
    }

    public ulong HashAt(int place) => BinaryPrimitives.ReadUInt64LittleEndian(_loaded.AsSpan(place));

    public ReadOnlySpan<byte> EntryAt(int place) =>
        _loaded.AsSpan(place + HashBytes, NameBuckets.EntryHeadBytes + _loaded[place + HashBytes]);

    private int Load(Range range)
    {
        int length = range.Used + range.Chunks.Sum(chunk => chunk.Length);
        if (_loaded.Length < length)
        {
            _loaded = new byte[length + (length / 8)];
        }

        int at = 0;
        foreach ((long offset, int chunkLength) in range.Chunks)
        {
            _scratch.Position = offset;
            _scratch.ReadExactly(_loaded, at, chunkLength);
            at += chunkLength;
        }

        range.Chunk.AsSpan(0, range.Used).CopyTo(_loaded.AsSpan(at));
        return length;
    }

    // By buckets, counting: first how many each has, which makes where each begins, and in the end where it ends.
    private void Sort(int length, int count)
    {
        if (_places.Length < count)
        {
            _places = new int[count + (count / 8)];
        }

        Array.Clear(_ends);
        for (int place = 0; place < length; place += HashBytes + EntryAt(place).Length)
        {
            _ends[LocalBucketAt(place) + 1]++;
        }

        for (int bucket = 0; bucket < BucketsPerRange; bucket++)
        {
            _ends[bucket + 1] += _ends[bucket];
        }

        for (int place = 0; place < length; place += HashBytes + EntryAt(place).Length)
        {
            _places[_ends[LocalBucketAt(place)]++] = place;
        }
    }

    private int LocalBucketAt(int place) => NameBuckets.BucketOf(HashAt(place), _buckets) % BucketsPerRange;

    private sealed class Range
    {
        public byte[] Chunk { get; } = new byte[ChunkBytes];

        public List<(long Offset, int Length)> Chunks { get; } = [];

        public int Used { get; set; }

        public int Count { get; set; }
    }
}
