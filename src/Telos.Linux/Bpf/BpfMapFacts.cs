namespace Telos.Linux.Bpf;

/// <summary>What the kernel says about a map. It keeps only the first 15 bytes of a name.</summary>
public readonly record struct BpfMapFacts(
    uint Id, BpfMapType Type, uint KeySize, uint ValueSize, uint EntriesMax, uint Flags, string Name);
