using System.Buffers;
using Telos.Linux.Native;

namespace Telos.Linux.Bpf;

/// <summary>
/// Counters that each CPU keeps for itself: an array of u64, read as sums. It borrows the handle.
/// </summary>
public sealed unsafe class BpfPerCpuArray
{
    private readonly BpfMapHandle _handle;
    private readonly int _cpuCount;

    public BpfPerCpuArray(BpfMapHandle handle)
    {
        BpfMapFacts facts = handle.Facts();
        facts.Require(handle.Name, BpfMapType.BPF_MAP_TYPE_PERCPU_ARRAY, sizeof(ulong));

        // Possible, not online: the kernel copies a value for every CPU that could be plugged in.
        int cpuCount = Libbpf.libbpf_num_possible_cpus();
        LinuxException.ThrowIf(Syscall.OfLibbpf(cpuCount), "libbpf_num_possible_cpus");
        _handle = handle;
        _cpuCount = cpuCount;
        Length = (int)facts.EntriesMax;
    }

    public int Length { get; }

    public ulong SumPerCpu(uint index)
    {
        ulong[] values = ArrayPool<ulong>.Shared.Rent(_cpuCount);
        Errno error;
        fixed (ulong* start = values)
        {
            error = Syscall.OfLibbpf(Libbpf.bpf_map_lookup_elem(_handle, &index, start));
        }

        ulong sum = 0;
        foreach (ulong value in values.AsSpan(0, _cpuCount))
        {
            sum += value;
        }

        ArrayPool<ulong>.Shared.Return(values);
        LinuxException.ThrowIf(error, "bpf_map_lookup_elem", $"{_handle.Name}[{index}]");
        return sum;
    }
}
