using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Telos.Core.Dns;

/// <summary>
/// The index and the slab. Eviction is S3-FIFO (Yang et al., SOSP 2023) over three rings: an answer begins in probation, and is
/// moved to the kept ones when it was asked for again, or as long as there is room; negative answers and failures have a quarter
/// of everything, so that no flood of them costs a positive answer.
/// </summary>
internal sealed class CacheStore
{
    private const int DeniedShare = 4;
    private const int ProbationShare = 10;

    // Bounds the work of one Put: where the oldest are all hot, one of them goes after so many.
    private const int SparedMax = 32;

    private readonly ResponseCacheOptions _options;
    private readonly byte[] _slab;
    private readonly CacheEntry[] _entries;
    private readonly int[] _buckets;
    private readonly CacheRing _probation;
    private readonly CacheRing _kept;
    private readonly CacheRing _denied;
    private readonly CacheGhosts _ghosts;
    private int _free;

    public CacheStore(ResponseCacheOptions options)
    {
        _options = options;
        int bytes = options.Bytes & -CacheRing.HeaderBytes;
        int denied = bytes / DeniedShare & -CacheRing.HeaderBytes;
        int probation = (bytes - denied) / ProbationShare & -CacheRing.HeaderBytes;
        int deniedCount = options.Entries / DeniedShare;
        int probationCount = (options.Entries - deniedCount) / ProbationShare;

        // Not cleared, so that it costs no memory before it is written to; nor moved by a collection, which writes to all of it.
        _slab = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        _denied = new CacheRing(_slab, 0, denied, deniedCount);
        _probation = new CacheRing(_slab, denied, probation, probationCount);
        int keptCount = options.Entries - deniedCount - probationCount;
        _kept = new CacheRing(_slab, denied + probation, bytes - denied - probation, keptCount);
        Debug.Assert(probation >= 2 * ResponseCache.EntryBytesMax);
        _entries = new CacheEntry[options.Entries];
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)options.Entries)];
        _ghosts = new CacheGhosts(options.Entries);
        Clear();
    }

    public int Count => _probation.Count + _kept.Count + _denied.Count;

    public long Bytes => (long)_probation.LiveBytes + _kept.LiveBytes + _denied.LiveBytes;

    public long Evictions { get; private set; }

    public ref CacheEntry this[int id] => ref _entries[id];

    /// <summary>The slab bytes of an entry, a multiple of the header's.</summary>
    public static int RoomOf(int nameLength, int wireLength, int ttlCount)
    {
        long room = CacheRing.HeaderBytes + (long)nameLength + wireLength + sizeof(ushort) * (long)ttlCount;
        return (int)Math.Min((room + CacheRing.HeaderBytes - 1) & -CacheRing.HeaderBytes, int.MaxValue);
    }

    /// <summary>Whether a failure is so long past that the next one is not in a row with it.</summary>
    public static bool IsFailureOver(in CacheEntry entry, long time) =>
        entry.Age(time) >= entry.TtlSeconds + ResponseCacheOptions.FailureTtlCeilingSeconds;

    public int FindAnswer(CacheKey key) => Find(key, failure: false);

    public int FindFailure(CacheKey key) => Find(key, failure: true);

    public ReadOnlySpan<byte> WireOf(in CacheEntry entry) =>
        _slab.AsSpan(NameAt(entry) + entry.NameLength, entry.WireLength);

    public ReadOnlySpan<ushort> TtlOffsetsOf(in CacheEntry entry) => MemoryMarshal.Cast<byte, ushort>(
        _slab.AsSpan(entry.Offset + CacheRing.HeaderBytes, entry.TtlCount * sizeof(ushort)));

    /// <summary>Writes an entry in place of <paramref name="former"/>, which has its key; a new one if that is -1.</summary>
    public void Put(CacheKey key, int former, CacheTerm term, CacheBody body)
    {
        int room = RoomOf(key.Name.Length, body.Wire.Length, body.TtlOffsets.Length);
        CacheArea area = term.Kind == CacheKind.Positive ? CacheArea.Probation : CacheArea.Denied;
        byte uses = 0;
        if (former >= 0)
        {
            ref CacheEntry old = ref _entries[former];
            uses = old.Uses;
            bool stays = (old.Area == CacheArea.Denied) == (area == CacheArea.Denied);
            if (stays && room <= old.RoomBytes && room >= old.RoomBytes / 2)
            {
                Write(former, key, term, body);
                return;
            }

            area = stays && (old.Area == CacheArea.Kept || uses > 0) && area != CacheArea.Denied ? CacheArea.Kept : area;
            Remove(former);
        }
        else if (area == CacheArea.Probation && _ghosts.TryTake(key.Hash))
        {
            area = CacheArea.Kept;
        }

        CacheRing ring = RingOf(area);
        MakeRoom(ring, room, term.StoredAt);
        int id = _free;
        ref CacheEntry entry = ref _entries[id];
        _free = entry.Next;
        int offset = ring.Take(room);
        ring.WriteHeader(offset, id, room);
        ring.Add(room);
        ref int bucket = ref BucketOf(key.Hash);
        entry = new CacheEntry { Hash = key.Hash, Variant = key.Variant, Next = bucket, Offset = offset, RoomBytes = room };
        entry.Area = area;
        entry.Uses = uses;
        bucket = id;
        Write(id, key, term, body);
    }

    public void Remove(int id)
    {
        ref CacheEntry entry = ref _entries[id];
        ref int link = ref BucketOf(entry.Hash);
        while (link != id)
        {
            link = ref _entries[link].Next;
        }

        link = entry.Next;
        RingOf(entry.Area).Drop(entry.RoomBytes);
        entry.Offset = -1;
        entry.Next = _free;
        _free = id;
    }

    public void Clear()
    {
        _probation.Clear();
        _kept.Clear();
        _denied.Clear();
        _ghosts.Clear();
        Array.Fill(_buckets, -1);
        for (int id = 0; id < _entries.Length; id++)
        {
            _entries[id] = new CacheEntry { Offset = -1, Next = id + 1 < _entries.Length ? id + 1 : -1 };
        }

        _free = 0;
    }

    private int Find(CacheKey key, bool failure)
    {
        int id = BucketOf(key.Hash);
        while (id >= 0)
        {
            ref readonly CacheEntry entry = ref _entries[id];
            if (entry.Hash == key.Hash && entry.Variant == key.Variant && (entry.Kind == CacheKind.Failure) == failure
                && NameOf(entry).SequenceEqual(key.Name))
            {
                return id;
            }

            id = entry.Next;
        }

        return -1;
    }

    private void Write(int id, CacheKey key, CacheTerm term, CacheBody body)
    {
        ref CacheEntry entry = ref _entries[id];
        entry.NameLength = (byte)key.Name.Length;
        entry.WireLength = (ushort)body.Wire.Length;
        entry.TtlCount = (ushort)body.TtlOffsets.Length;
        entry.Kind = term.Kind;
        entry.Asked = false;
        entry.FailureRun = term.FailureRun;
        entry.TtlSeconds = term.TtlSeconds;
        entry.StoredAt = term.StoredAt;
        entry.ClaimedUntil = term.StoredAt;
        MemoryMarshal.AsBytes(body.TtlOffsets).CopyTo(_slab.AsSpan(entry.Offset + CacheRing.HeaderBytes));
        key.Name.CopyTo(_slab.AsSpan(NameAt(entry)));
        body.Wire.CopyTo(_slab.AsSpan(NameAt(entry) + key.Name.Length));
    }

    private void MakeRoom(CacheRing ring, int room, long time)
    {
        int spared = 0;
        while (ring.Count >= ring.CountMax || !ring.Fits(room))
        {
            int offset = ring.GiveUp(out int id);
            if (id == CacheRing.NoEntry || _entries[id].Offset != offset)
            {
                continue;
            }

            ref CacheEntry entry = ref _entries[id];
            bool roomy = ring.IsRoomy(room);
            if (IsUseless(entry, time))
            {
                Remove(id);
            }
            else if (ring == _probation && (entry.Uses > 0 || _kept.IsRoomy(entry.RoomBytes)))
            {
                MakeRoom(_kept, entry.RoomBytes, time);
                Move(id, _kept, CacheArea.Kept);
                entry.Uses = 0;
            }
            else if (ring != _probation && spared < SparedMax && (roomy || entry.Uses > 0))
            {
                spared++;
                entry.Uses -= roomy ? (byte)0 : (byte)1;
                Move(id, ring, entry.Area);
            }
            else
            {
                Evict(id);
            }
        }
    }

    private void Evict(int id)
    {
        ref readonly CacheEntry entry = ref _entries[id];
        if (entry.Area == CacheArea.Probation)
        {
            _ghosts.Add(entry.Hash);
        }

        Remove(id);
        Evictions++;
    }

    // Source and target may overlap, when a full ring moves its oldest record by less than its length.
    private void Move(int id, CacheRing ring, CacheArea area)
    {
        ref CacheEntry entry = ref _entries[id];
        RingOf(entry.Area).Drop(entry.RoomBytes);
        int offset = ring.Take(entry.RoomBytes);
        _slab.AsSpan(entry.Offset, entry.RoomBytes).CopyTo(_slab.AsSpan(offset));
        ring.Add(entry.RoomBytes);
        entry.Offset = offset;
        entry.Area = area;
    }

    private bool IsUseless(in CacheEntry entry, long time) => entry.Kind switch
    {
        CacheKind.Failure => IsFailureOver(entry, time),
        CacheKind.Negative when !_options.StaleNegative => !entry.IsFresh(time),
        _ => entry.Age(time) >= (long)entry.TtlSeconds + _options.StaleMaxSeconds,
    };

    private ReadOnlySpan<byte> NameOf(in CacheEntry entry) => _slab.AsSpan(NameAt(entry), entry.NameLength);

    private static int NameAt(in CacheEntry entry) => entry.Offset + CacheRing.HeaderBytes + entry.TtlCount * sizeof(ushort);

    private ref int BucketOf(uint hash) => ref _buckets[(int)hash & (_buckets.Length - 1)];

    private CacheRing RingOf(CacheArea area) => area switch
    {
        CacheArea.Probation => _probation,
        CacheArea.Kept => _kept,
        _ => _denied,
    };
}
