using System.Runtime.CompilerServices;
using Telos.Linux.Memory;
using Telos.Linux.Native;

namespace Telos.Linux.Bpf;

/// <summary>
/// The entries of an array map (BPF_F_MMAPABLE) where the kernel's programs have them too: what is changed atomically here is
/// atomic for them. Values lie at multiples of 8 bytes (array_map_alloc, kernel/bpf/arraymap.c).
/// </summary>
public sealed unsafe class BpfMappedArray<TValue> : IDisposable
    where TValue : unmanaged
{
    private readonly MappedRegion _region;
    private readonly nuint _stride;

    /// <exception cref="BpfMapShapeException">It is no such array, or its values have another size.</exception>
    /// <exception cref="LinuxException">It cannot be mapped: EPERM when it is not mmapable.</exception>
    public BpfMappedArray(BpfMapHandle handle)
    {
        BpfMapFacts facts = handle.Facts();
        facts.Require(handle.Name, BpfMapType.BPF_MAP_TYPE_ARRAY, sizeof(TValue));
        const uint Alignment = 8;
        _stride = ((nuint)sizeof(TValue) + Alignment - 1) & ~(nuint)(Alignment - 1);
        Length = facts.EntriesMax;
        _region = MappedRegion.MapShared(
            handle, _stride * Length, LibcMemory.PROT_READ | LibcMemory.PROT_WRITE, offset: 0);
    }

    public uint Length { get; }

    /// <summary>The entry itself; it may be used until this object is disposed of.</summary>
    public ref TValue this[uint index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
            return ref Unsafe.AsRef<TValue>((byte*)_region.Address + (_stride * index));
        }
    }

    public void Dispose() => _region.Dispose();
}
