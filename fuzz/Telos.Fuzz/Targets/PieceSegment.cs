using System.Buffers;

namespace Telos.Fuzz.Targets;

/// <summary>A stretch of a stream that came at once.</summary>
internal sealed class PieceSegment : ReadOnlySequenceSegment<byte>
{
    private const int LengthMax = 31;

    private PieceSegment(ReadOnlyMemory<byte> octets, long runningIndex)
    {
        Memory = octets;
        RunningIndex = runningIndex;
    }

    /// <summary>Cuts the stream into pieces of lengths that follow from the seed, some of them empty.</summary>
    public static ReadOnlySequence<byte> Cut(byte[] stream, int seed)
    {
        PieceSegment first = new(default, 0);
        PieceSegment last = first;
        uint state = (uint)seed;
        int offset = 0;
        while (offset < stream.Length)
        {
            state = (state * 1664525) + 1013904223;
            int length = Math.Min((int)(state >> 24) % (LengthMax + 1), stream.Length - offset);
            PieceSegment next = new(stream.AsMemory(offset, length), offset);
            last.Next = next;
            last = next;
            offset += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
