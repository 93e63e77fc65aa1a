namespace Telos.Linux.Bpf;

/// <summary>What a new map is made of. Flags are BPF_F_* of uapi/linux/bpf.h.</summary>
public readonly record struct BpfMapShape(
    BpfMapType Type, uint KeySize, uint ValueSize, uint EntriesMax, uint Flags = 0);
