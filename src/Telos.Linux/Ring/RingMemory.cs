using Telos.Linux.Bpf;
using Telos.Linux.Memory;
using Telos.Linux.Native;

namespace Telos.Linux.Ring;

/// <summary>
/// The two mappings of a BPF ring: the consumer's page, writable, and the producer's page followed by the
/// data twice, read only, so that a record which wraps is still contiguous (kernel/bpf/ringbuf.c,
/// ringbuf_map_mmap_kern).
/// </summary>
internal sealed class RingMemory : IDisposable
{
    internal RingMemory(MappedRegion consumer, MappedRegion producer, uint dataBytes)
    {
        Consumer = consumer;
        Producer = producer;
        DataBytes = dataBytes;
    }

    internal MappedRegion Consumer { get; }

    internal MappedRegion Producer { get; }

    internal uint DataBytes { get; }

    internal static RingMemory Map(BpfMapHandle ring)
    {
        BpfMapFacts facts = ring.Facts();
        if (facts.Type != BpfMapType.BPF_MAP_TYPE_RINGBUF)
        {
            throw new BpfMapShapeException(
                ring.Name, nameof(BpfMapType.BPF_MAP_TYPE_RINGBUF), facts.Type.ToString());
        }

        int pageBytes = Environment.SystemPageSize;
        nuint producerBytes = (nuint)pageBytes + (2 * (nuint)facts.EntriesMax);
        MappedRegion consumer = MappedRegion.MapShared(
            ring, (nuint)pageBytes, LibcMemory.PROT_READ | LibcMemory.PROT_WRITE, 0);
        try
        {
            MappedRegion producer = MappedRegion.MapShared(
                ring, producerBytes, LibcMemory.PROT_READ, pageBytes);
            return new RingMemory(consumer, producer, facts.EntriesMax);
        }
        catch (LinuxException)
        {
            consumer.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Consumer.Dispose();
        Producer.Dispose();
    }
}
