namespace Telos.Core.Domains;

/// <summary>
/// How much information a name's labels hold: their length in a fixed code, in eighths of a bit. The code is complete
/// (the sum of 2^-length over all texts is at most 1, Kraft), so whoever sends data in names, in any encoding, is
/// charged on average at least what was sent; names as people give them are charged least.
/// </summary>
internal static class LabelCost
{
    // The choice of the code, and whether another label follows: one bit each.
    private const int PerLabel = 16;

    // Text: 10 common letters 4.25 bits, 16 others 6, digits, - and _ 7, the end 3, any other byte 16: sum 0.998.
    private const int CommonLetter = 34;
    private const int OtherLetter = 48;
    private const int DigitOrDash = 56;
    private const int TextEnd = 24;
    private const int OtherByte = 128;

    // Hex: 16 digits 4.125 bits, - and the end 5: sum 0.98.
    private const int HexDigit = 33;
    private const int HexDashOrEnd = 40;

    // Three types that programs ask all day 2 bits, eight that they ask at times 6, the other 65,525 19.
    private const int CommonType = 16;
    private const int OccasionalType = 48;
    private const int RareType = 152;

    /// <param name="labels">Labels with their length bytes, without the root byte.</param>
    public static int Eighths(ReadOnlySpan<byte> labels)
    {
        int cost = 0;
        while (!labels.IsEmpty)
        {
            int length = labels[0];
            cost += PerLabel + Math.Min(8 * 8 * length, OfLabel(labels.Slice(1, length)));
            labels = labels[(length + 1)..];
        }

        return cost;
    }

    public static int OfType(ushort type) => type switch
    {
        1 or 28 or 65 => CommonType,
        2 or 5 or 6 or 12 or 15 or 16 or 33 or 64 => OccasionalType,
        _ => RareType,
    };

    private static int OfLabel(ReadOnlySpan<byte> label)
    {
        int text = TextEnd;
        int hex = HexDashOrEnd;
        foreach (byte value in label)
        {
            text += value switch
            {
                (byte)'a' or (byte)'c' or (byte)'e' or (byte)'i' or (byte)'l' => CommonLetter,
                (byte)'n' or (byte)'o' or (byte)'r' or (byte)'s' or (byte)'t' => CommonLetter,
                >= (byte)'a' and <= (byte)'z' => OtherLetter,
                >= (byte)'0' and <= (byte)'9' or (byte)'-' or (byte)'_' => DigitOrDash,
                _ => OtherByte,
            };
            hex += char.IsAsciiHexDigitLower((char)value) ? HexDigit : value == '-' ? HexDashOrEnd : OtherByte;
        }

        return Math.Min(text, hex);
    }
}
