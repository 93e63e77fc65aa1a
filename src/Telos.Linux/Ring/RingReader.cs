using System.Diagnostics;
using Telos.Linux.Bpf;
using Telos.Linux.Native;

namespace Telos.Linux.Ring;

/// <summary>
/// The consumer of a BPF ring buffer. One thread drains and waits; any thread may call <see cref="Wake"/>.
/// The kernel is the only writer of the producer page and the data, this reader of the consumer page. All the
/// same nothing read from them is trusted: positions and lengths are checked against one snapshot of the
/// producer position before a byte is touched. After a corrupt one the reader stays where it is and reports
/// it for good: skipping ahead would free records that programs still write to, whose headers the kernel
/// follows on commit.
/// </summary>
public sealed unsafe class RingReader : IDisposable
{
    // include/uapi/linux/bpf.h
    private const uint BPF_RINGBUF_BUSY_BIT = 1u << 31;
    private const uint BPF_RINGBUF_DISCARD_BIT = 1u << 30;
    private const uint BPF_RINGBUF_HDR_SZ = 8;
    private const ulong RecordAlignment = 8;

    // Consumed bytes that the kernel has not been told about: small enough that producers get room back
    // early.
#if DEBUG
    private const ulong UnpublishedBytesMax = 512;
#else
    private const ulong UnpublishedBytesMax = 64 << 10;
#endif

    private readonly RingMemory _memory;
    private readonly BpfMapHandle? _ring;
    private readonly EventFd _wake;
    private readonly ulong* _consumerPosition;
    private readonly ulong* _producerPosition;
    private readonly byte* _data;
    private readonly ulong _dataBytes;

    internal RingReader(RingMemory memory, BpfMapHandle? ring)
    {
        Debug.Assert(ulong.IsPow2(memory.DataBytes));
        _memory = memory;
        _ring = ring;
        _wake = EventFd.Create();
        _consumerPosition = (ulong*)memory.Consumer.Address;
        _producerPosition = (ulong*)memory.Producer.Address;
        _data = (byte*)memory.Producer.Address + Environment.SystemPageSize;
        _dataBytes = memory.DataBytes;
    }

    /// <summary>Why the last <see cref="Drain"/> stopped. The corrupt ones are final.</summary>
    public RingStatus Status { get; private set; }

    public bool IsCorrupt => Status is RingStatus.CorruptPosition or RingStatus.CorruptLength;

    /// <summary>Borrows the handle for waiting; it must stay open as long as the reader.</summary>
    public static RingReader Open(BpfMapHandle ring) => new(RingMemory.Map(ring), ring);

    /// <summary>
    /// Consumes what the kernel had produced when the call began, and returns the number of records. What
    /// comes meanwhile is left for the next call, so that a fast producer cannot keep the caller here.
    /// </summary>
    public int Drain<T>(ref T consumer)
        where T : IRingConsumer, allows ref struct
    {
        if (IsCorrupt)
        {
            return 0;
        }

        bool consumerHeld = false;
        bool producerHeld = false;
        try
        {
            _memory.Consumer.DangerousAddRef(ref consumerHeld);
            _memory.Producer.DangerousAddRef(ref producerHeld);
            return DrainMapped(ref consumer);
        }
        finally
        {
            if (producerHeld)
            {
                _memory.Producer.DangerousRelease();
            }

            if (consumerHeld)
            {
                _memory.Consumer.DangerousRelease();
            }
        }
    }

    /// <summary>
    /// Waits until there are records or another thread calls <see cref="Wake"/>; true when there are records.
    /// A negative timeout waits for ever. Between a reservation and its commit it returns true at once.
    /// </summary>
    public bool Wait(int timeoutMs)
    {
        ObjectDisposedException.ThrowIf(_ring is null, this);

        // Level-triggered: the kernel compares the positions after it has queued the waiter
        // (ringbuf_map_poll_kern), and Drain's last store is ordered before that by the barrier. So either we
        // see the record, or its committer sees that we have caught up and wakes us (bpf_ringbuf_commit).
        Interlocked.MemoryBarrier();
        Errno error = LibcEvents.PollPair(_ring, _wake, timeoutMs, out bool records, out bool woken);
        LinuxException.ThrowIf(error, "poll", _ring.Name);
        if (woken)
        {
            _wake.Clear();
        }

        return records;
    }

    /// <summary>Ends the current wait, or the next one when nobody waits.</summary>
    public void Wake() => _wake.Signal();

    public void Dispose()
    {
        _wake.Dispose();
        _memory.Dispose();
    }

    private int DrainMapped<T>(ref T consumer)
        where T : IRingConsumer, allows ref struct
    {
        // Ours alone, so no ordering is needed.
        ulong position = *_consumerPosition;
        ulong published = position;

        // Acquire; pairs with smp_store_release(&rb->producer_pos) in __bpf_ringbuf_reserve: headers up to it
        // are set.
        ulong producer = Volatile.Read(ref *_producerPosition);
        int records = 0;
        Status = RingStatus.Drained;
        if (producer - position > _dataBytes || ((position | producer) & (RecordAlignment - 1)) != 0)
        {
            Status = RingStatus.CorruptPosition;
            return 0;
        }

        while (position != producer)
        {
            byte* record = _data + (position & (_dataBytes - 1));

            // Acquire; pairs with xchg(&hdr->len) in bpf_ringbuf_commit: without the busy bit the bytes are
            // complete.
            uint header = Volatile.Read(ref *(uint*)record);
            if ((header & BPF_RINGBUF_BUSY_BIT) != 0)
            {
                Status = RingStatus.Busy;
                break;
            }

            ulong length = header & ~BPF_RINGBUF_DISCARD_BIT;
            ulong size = (length + BPF_RINGBUF_HDR_SZ + RecordAlignment - 1) & ~(RecordAlignment - 1);
            if (size > producer - position)
            {
                Status = RingStatus.CorruptLength;
                break;
            }

            if ((header & BPF_RINGBUF_DISCARD_BIT) == 0)
            {
                consumer.Consume(new ReadOnlySpan<byte>(record + BPF_RINGBUF_HDR_SZ, (int)length));
                records++;
            }

            position += size;
            if (position - published >= UnpublishedBytesMax)
            {
                Publish(ref consumer, position);
                published = position;
            }
        }

        if (position != published)
        {
            Publish(ref consumer, position);
        }

        return records;
    }

    private void Publish<T>(ref T consumer, ulong position)
        where T : IRingConsumer, allows ref struct
    {
        consumer.Settle();

        // Release; pairs with smp_load_acquire(&rb->consumer_pos) in __bpf_ringbuf_reserve: our reads are done.
        Volatile.Write(ref *_consumerPosition, position);
    }
}
