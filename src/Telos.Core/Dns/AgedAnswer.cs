using System.Buffers.Binary;

namespace Telos.Core.Dns;

/// <summary>A canonical answer and how old it is.</summary>
public readonly ref struct AgedAnswer(ReadOnlySpan<byte> wire, ReadOnlySpan<ushort> ttlOffsets, uint ageSeconds, bool isStale)
{
    /// <summary>RFC 8767 4: of stale answers, in seconds.</summary>
    public const uint StaleTtl = 30;

    private readonly ReadOnlySpan<ushort> _ttlOffsets = ttlOffsets;
    private readonly uint _ageSeconds = ageSeconds;
    private readonly bool _isStale = isStale;

    public ReadOnlySpan<byte> Wire { get; } = wire;

    public bool IsStale => _isStale;

    /// <summary>Another answer of the same age.</summary>
    public AgedAnswer With(ReadOnlySpan<byte> otherWire, ReadOnlySpan<ushort> otherTtlOffsets) =>
        new(otherWire, otherTtlOffsets, _ageSeconds, _isStale);

    internal void WriteTtls(Span<byte> reply)
    {
        foreach (ushort offset in _ttlOffsets)
        {
            Span<byte> place = reply[offset..];
            uint ttl = BinaryPrimitives.ReadUInt32BigEndian(place);
            uint left = ttl > _ageSeconds ? ttl - _ageSeconds : 0;
            BinaryPrimitives.WriteUInt32BigEndian(place, _isStale ? StaleTtl : left);
        }
    }
}
