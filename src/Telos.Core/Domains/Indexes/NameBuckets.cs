using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Telos.Core.Domains.Indexes;

/// <summary>
/// The table of names: buckets of a cache line, each with ten fingerprints of 16 bits (0: free) and the ten places in the
/// section of names that they stand for. A full bucket overflows into the next one.
/// </summary>
internal static class NameBuckets
{
    public const int BucketBytes = 64;
    private const int Slots = 10;
    private const int SlotMask = (1 << Slots) - 1;
    private const int OffsetsAt = Slots * sizeof(ushort);

    // Eight of ten slots are taken: a bucket in eight overflows.
    private const int NamesPerBucket = 8;

    public static long BytesFor(long names) => ((names / NamesPerBucket) + 1) * BucketBytes;

    public static void Add(Span<byte> buckets, ulong hash, uint offset)
    {
        for (int bucket = First(hash, buckets.Length); ; bucket = Next(bucket, buckets.Length))
        {
            Span<byte> line = buckets.Slice(bucket, BucketBytes);
            int free = BitOperations.TrailingZeroCount(Matches(line, 0));
            if (free < Slots)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(line[(free * sizeof(ushort))..], Fingerprint(hash));
                BinaryPrimitives.WriteUInt32LittleEndian(line[(OffsetsAt + (free * sizeof(uint)))..], offset);
                return;
            }
        }
    }

    public static int First(ulong hash, int bytes) =>
        (int)Math.BigMul(hash, (ulong)(bytes / BucketBytes), out _) * BucketBytes;

    public static int Next(int bucket, int bytes) => bucket + BucketBytes == bytes ? 0 : bucket + BucketBytes;

    public static ushort Fingerprint(ulong hash) => (ushort)hash == 0 ? (ushort)1 : (ushort)hash;

    /// <summary>Bit n: slot n has that fingerprint.</summary>
    public static int Matches(ReadOnlySpan<byte> line, ushort fingerprint)
    {
        Vector256<ushort> words = MemoryMarshal.Read<Vector256<ushort>>(line);
        return (int)Vector256.Equals(words, Vector256.Create(fingerprint)).ExtractMostSignificantBits() & SlotMask;
    }

    public static uint OffsetOf(ReadOnlySpan<byte> line, int slot) =>
        BinaryPrimitives.ReadUInt32LittleEndian(line[(OffsetsAt + (slot * sizeof(uint)))..]);
}
