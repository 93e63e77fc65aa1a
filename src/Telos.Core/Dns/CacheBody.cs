namespace Telos.Core.Dns;

internal readonly ref struct CacheBody(ReadOnlySpan<byte> wire, ReadOnlySpan<ushort> ttlOffsets)
{
    public ReadOnlySpan<byte> Wire { get; } = wire;

    public ReadOnlySpan<ushort> TtlOffsets { get; } = ttlOffsets;
}
