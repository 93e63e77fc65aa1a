using System.Buffers.Binary;

namespace Telos.Core.Domains.Indexes;

/// <summary>
/// The names, those of a bucket together, so that one stretch of memory answers for all of them: how many there are, an
/// octet of each one's hash, then each as the length of the name without its root octet, the number of its record (2), the
/// name. Where each bucket starts is in a table of words of its own, whose upper half is a Bloom filter of the bucket's
/// names, three bits each: most names that are not there cost one look at one word.
/// </summary>
internal static class NameBuckets
{
    public const int EntryHeadBytes = 3;

    /// <summary>Names are counted by an octet. With four a bucket, as many never come together.</summary>
    public const int NamesMax = byte.MaxValue;
    private const int NamesPerBucket = 4;

    public static int BucketsFor(long names) => (int)(names / NamesPerBucket) + 1;

    public static int BucketOf(ulong hash, int buckets) => (int)Math.BigMul(hash, (ulong)buckets, out _);

    public static byte Fingerprint(ulong hash) => (byte)hash;

    /// <summary>The bits of a bucket's word that a name of that hash has set.</summary>
    public static ulong FilterOf(ulong hash) =>
        ((1UL << ((int)(hash >> 8) & 31)) | (1UL << ((int)(hash >> 13) & 31)) | (1UL << ((int)(hash >> 18) & 31))) << 32;

    public static bool MayContain(ulong word, ulong hash) => (word & FilterOf(hash)) == FilterOf(hash);

    /// <summary>The entry of that name; empty: there is none.</summary>
    /// <param name="bucket">Its octets, and whatever follows them.</param>
    /// <param name="name">Without its root octet.</param>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> bucket, ulong hash, ReadOnlySpan<byte> name)
    {
        int count = bucket.IsEmpty ? 0 : bucket[0];
        if (bucket.Length <= count)
        {
            return default;
        }

        ReadOnlySpan<byte> fingerprints = bucket.Slice(1, count);
        ReadOnlySpan<byte> rest = bucket[(count + 1)..];
        byte fingerprint = Fingerprint(hash);
        for (int i = 0; i < fingerprints.Length && rest.Length > EntryHeadBytes; i++)
        {
            int length = EntryHeadBytes + rest[0];
            if (length > rest.Length)
            {
                return default;
            }

            if (fingerprints[i] == fingerprint && rest[EntryHeadBytes..length].SequenceEqual(name))
            {
                return rest[..length];
            }

            rest = rest[length..];
        }

        return default;
    }

    public static int RecordOf(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt16LittleEndian(entry[1..]);
}
