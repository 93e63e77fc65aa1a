namespace Telos.Generators.KernelLayout;

/// <summary>A value of enum bpf_map_type (uapi/linux/bpf.h), and what its definition must hold.</summary>
internal sealed record MapType(string CName, string Name, int Value, bool HasKey, bool HasMaxEntries)
{
    public static readonly MapType[] All =
    [
        new("BPF_MAP_TYPE_HASH", "Hash", 1, true, true),
        new("BPF_MAP_TYPE_ARRAY", "Array", 2, true, true),
        new("BPF_MAP_TYPE_PERCPU_HASH", "PerCpuHash", 5, true, true),
        new("BPF_MAP_TYPE_PERCPU_ARRAY", "PerCpuArray", 6, true, true),
        new("BPF_MAP_TYPE_LRU_HASH", "LruHash", 9, true, true),
        new("BPF_MAP_TYPE_LPM_TRIE", "LpmTrie", 11, true, true),
        new("BPF_MAP_TYPE_ARRAY_OF_MAPS", "ArrayOfMaps", 12, true, true),
        new("BPF_MAP_TYPE_HASH_OF_MAPS", "HashOfMaps", 13, true, true),
        new("BPF_MAP_TYPE_SK_STORAGE", "SocketStorage", 24, true, false),
        new("BPF_MAP_TYPE_RINGBUF", "RingBuffer", 27, false, true),
        new("BPF_MAP_TYPE_INODE_STORAGE", "InodeStorage", 28, true, false),
        new("BPF_MAP_TYPE_TASK_STORAGE", "TaskStorage", 29, true, false),
    ];
}
