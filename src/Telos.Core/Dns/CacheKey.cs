namespace Telos.Core.Dns;

/// <summary>What an entry is found by. The hash only says where to look: name and variant are compared.</summary>
internal readonly ref struct CacheKey(uint hash, uint variant, ReadOnlySpan<byte> name)
{
    public uint Hash { get; } = hash;

    public uint Variant { get; } = variant;

    public ReadOnlySpan<byte> Name { get; } = name;
}
