using Telos.Linux.Native;

namespace Telos.Linux.Bpf;

/// <summary>
/// A map with typed keys and values. It borrows the handle. Sizes are checked once, here: the kernel copies
/// as many bytes as the map says, whatever the buffer is.
/// </summary>
public sealed unsafe class BpfMap<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private readonly BpfMapHandle _handle;
    private readonly uint _entriesMax;

    public BpfMap(BpfMapHandle handle)
    {
        BpfMapFacts facts = handle.Facts();
        if (facts.KeySize != sizeof(TKey) || facts.ValueSize != sizeof(TValue) || IsPerCpu(facts.Type))
        {
            throw new BpfMapShapeException(
                handle.Name,
                $"{typeof(TKey).Name} key {sizeof(TKey)} B, {typeof(TValue).Name} value {sizeof(TValue)} B",
                $"{facts.Type} key {facts.KeySize} B, value {facts.ValueSize} B");
        }

        _handle = handle;
        _entriesMax = facts.EntriesMax;
    }

    public BpfMapHandle Handle => _handle;

    public bool TryGet(in TKey key, out TValue value)
    {
        value = default;
        Errno error;
        fixed (TKey* keyStart = &key)
        fixed (TValue* valueStart = &value)
        {
            error = Syscall.OfLibbpf(Libbpf.bpf_map_lookup_elem(_handle, keyStart, valueStart));
        }

        return Found(error, "bpf_map_lookup_elem");
    }

    public void Set(in TKey key, in TValue value, UpdateMode mode = UpdateMode.Any) =>
        LinuxException.ThrowIf(TrySet(key, value, mode), "bpf_map_update_elem", _handle.Name);

    public Errno TrySet(in TKey key, in TValue value, UpdateMode mode = UpdateMode.Any)
    {
        fixed (TKey* keyStart = &key)
        fixed (TValue* valueStart = &value)
        {
            return Syscall.OfLibbpf(Libbpf.bpf_map_update_elem(_handle, keyStart, valueStart, (ulong)mode));
        }
    }

    /// <summary>False when there was no such key.</summary>
    public bool Delete(in TKey key)
    {
        Errno error;
        fixed (TKey* keyStart = &key)
        {
            error = Syscall.OfLibbpf(Libbpf.bpf_map_delete_elem(_handle, keyStart));
        }

        return Found(error, "bpf_map_delete_elem");
    }

    /// <summary>All of them by one call; on error those before the one that was refused are there.</summary>
    public Errno TrySetAll(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, keys.Length);
        if (keys.IsEmpty)
        {
            return Errno.None;
        }

        Libbpf.BatchOptions options = new() { Size = (nuint)sizeof(Libbpf.BatchOptions) };
        uint count = (uint)keys.Length;
        fixed (TKey* key = keys)
        fixed (TValue* value = values)
        {
            return Syscall.OfLibbpf(Libbpf.bpf_map_update_batch(_handle, key, value, &count, &options));
        }
    }

    /// <summary>Those of them that are there, by one call when all are.</summary>
    public void DeleteAll(ReadOnlySpan<TKey> keys)
    {
        if (keys.IsEmpty)
        {
            return;
        }

        Libbpf.BatchOptions options = new() { Size = (nuint)sizeof(Libbpf.BatchOptions) };
        uint count = (uint)keys.Length;
        Errno error;
        fixed (TKey* key = keys)
        {
            error = Syscall.OfLibbpf(Libbpf.bpf_map_delete_batch(_handle, key, &count, &options));
        }

        // The kernel ends at the first that is not there.
        for (int i = 0; error != Errno.None && i < keys.Length; i++)
        {
            Delete(keys[i]);
        }
    }

    public bool TryFirstKey(out TKey key)
    {
        Errno error;
        fixed (TKey* keyStart = &key)
        {
            error = Syscall.OfLibbpf(Libbpf.bpf_map_get_next_key(_handle, null, keyStart));
        }

        return Found(error, "bpf_map_get_next_key");
    }

    /// <summary>The key after <paramref name="key"/>, or the first key when it is gone.</summary>
    public bool TryNextKey(in TKey key, out TKey next)
    {
        Errno error;
        fixed (TKey* keyStart = &key)
        fixed (TKey* nextStart = &next)
        {
            error = Syscall.OfLibbpf(Libbpf.bpf_map_get_next_key(_handle, keyStart, nextStart));
        }

        return Found(error, "bpf_map_get_next_key");
    }

    /// <summary>
    /// The keys, in no order. The key just given may be deleted. When somebody else deletes meanwhile, the
    /// kernel may start over: a key can come twice, and the walk ends after twice the map's capacity.
    /// </summary>
    public IEnumerable<TKey> Keys()
    {
        bool found = TryFirstKey(out TKey key);
        for (ulong steps = 0; found && steps < 2UL * _entriesMax; steps++)
        {
            found = TryNextKey(key, out TKey next);
            yield return key;
            key = next;
        }
    }

    private static bool IsPerCpu(BpfMapType type) => type
        is BpfMapType.BPF_MAP_TYPE_PERCPU_ARRAY
        or BpfMapType.BPF_MAP_TYPE_PERCPU_HASH
        or BpfMapType.BPF_MAP_TYPE_LRU_PERCPU_HASH
        or BpfMapType.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;

    private bool Found(Errno error, string call)
    {
        if (error == Errno.ENOENT)
        {
            return false;
        }

        LinuxException.ThrowIf(error, call, _handle.Name);
        return true;
    }
}
