using System.Numerics;

namespace Telos.Core.Domains;

/// <summary>How many typing mistakes lie between two labels.</summary>
public static class EditDistance
{
    /// <summary>Letters of a label, folded or not; whatever else is counted as one more.</summary>
    private const int Symbols = 40;

    /// <summary>
    /// Insertions, deletions, replacements and transpositions of neighbours, no part edited twice: optimal string
    /// alignment, a column of the matrix a step (Hyyrö, A Bit-Vector Algorithm for Computing Levenshtein and Damerau
    /// Edit Distances, 2003).
    /// </summary>
    /// <param name="pattern">At most 64 octets.</param>
    /// <param name="text">Any number of octets.</param>
    public static int Osa(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        if (pattern.IsEmpty)
        {
            return text.Length;
        }

        Span<ulong> positions = stackalloc ulong[Symbols];
        positions.Clear();
        for (int i = 0; i < pattern.Length; i++)
        {
            positions[SymbolOf(pattern[i])] |= 1UL << i;
        }

        ulong last = 1UL << (pattern.Length - 1);
        ulong positive = ulong.MaxValue;
        ulong negative = 0;
        ulong diagonal = 0;
        ulong before = 0;
        int distance = pattern.Length;
        foreach (byte value in text)
        {
            ulong match = positions[SymbolOf(value)];
            ulong swapped = ((~diagonal & match) << 1) & before;
            diagonal = (((match & positive) + positive) ^ positive) | match | negative | swapped;
            ulong up = negative | ~(diagonal | positive);
            ulong down = diagonal & positive;
            distance += (up & last) != 0 ? 1 : (down & last) != 0 ? -1 : 0;
            up = (up << 1) | 1;
            positive = (down << 1) | ~(diagonal | up);
            negative = diagonal & up;
            before = match;
        }

        return distance;
    }

    /// <summary>One bit differs, as a memory error makes it (Dinaburg, Bitsquatting, 2011).</summary>
    internal static bool IsBitFlip(byte one, byte other) => BitOperations.PopCount((uint)(one ^ other)) == 1;

    private static int SymbolOf(byte value) => value switch
    {
        >= (byte)'a' and <= (byte)'z' => value - 'a',
        >= (byte)'0' and <= (byte)'9' => value - '0' + 26,
        (byte)'-' => 36,
        (byte)'_' => 37,
        (byte)'?' => 38,
        _ => 39,
    };
}
