using System.Buffers.Binary;
using Telos.Linux.Ring;

namespace Telos.Linux.Tests.Ring;

/// <summary>
/// Counts records whose number is not the next one, or whose length is not the one they state.
/// </summary>
internal struct SequenceCheck : IRingConsumer
{
    public ulong Next;
    public int Gaps;
    public int WrongLengths;
    public ulong RingBytes;

    public void Consume(ReadOnlySpan<byte> record)
    {
        ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(record);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(record[8..]);
        Gaps += sequence == Next ? 0 : 1;
        WrongLengths += length == (ulong)record.Length ? 0 : 1;
        Next = sequence + 1;

        // kernel/bpf/ringbuf.c: round_up(size + BPF_RINGBUF_HDR_SZ, 8)
        RingBytes += (length + 15) / 8 * 8;
    }

    public readonly void Settle()
    {
    }
}
