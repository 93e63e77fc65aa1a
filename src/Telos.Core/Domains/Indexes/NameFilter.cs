using System.Numerics;

namespace Telos.Core.Domains.Indexes;

/// <summary>
/// A Bloom filter whose bits for a hash are all in one word: one cache miss a question (Putze, Sanders and Singler,
/// Cache-, hash- and space-efficient Bloom filters, 2007).
/// </summary>
internal static class NameFilter
{
    private const int BitsPerHash = 12;

    public static int WordsFor(long hashes) => (int)((hashes * BitsPerHash / 64) + 1);

    public static void Add(Span<ulong> words, ulong hash) => words[WordOf(hash, words.Length)] |= MaskOf(hash);

    public static bool MayContain(ReadOnlySpan<ulong> words, ulong hash)
    {
        ulong mask = MaskOf(hash);
        return (words[WordOf(hash, words.Length)] & mask) == mask;
    }

    // The word by the low half of the hash, the bits by the high one, whose top chooses the place in the table.
    private static int WordOf(ulong hash, int words) => (int)Math.BigMul(BitOperations.RotateLeft(hash, 32), (ulong)words, out _);

    private static ulong MaskOf(ulong hash) =>
        1UL << (int)(hash >> 32) | 1UL << (int)(hash >> 38) | 1UL << (int)(hash >> 44) | 1UL << (int)(hash >> 50);
}
