namespace Telos.Core.Dns;

/// <summary>One entry of the index; its TTL offsets, name and message are in the slab, in this order, behind the header.</summary>
internal struct CacheEntry
{
    public const int UsesMax = 3;

    public uint Hash;
    public uint Variant;

    /// <summary>The next entry of the bucket, or of the free ones; -1 ends both.</summary>
    public int Next;

    /// <summary>Where the record is in the slab; -1 for a free entry.</summary>
    public int Offset;
    public int RoomBytes;
    public ushort WireLength;
    public ushort TtlCount;
    public byte NameLength;
    public CacheKind Kind;
    public CacheArea Area;

    /// <summary>Hits since the record was last spared, at most <see cref="UsesMax"/>.</summary>
    public byte Uses;

    /// <summary>Hit since it was put.</summary>
    public bool Asked;

    /// <summary>How many failures in a row, this one included.</summary>
    public byte FailureRun;
    public uint TtlSeconds;
    public long StoredAt;
    public long ClaimedUntil;

    public readonly long Age(long time) => time - StoredAt;

    public readonly bool IsFresh(long time) => time - StoredAt < TtlSeconds;
}
