using System.Text;

namespace Telos.Core.Dns;

/// <summary>Letters as names compare them (RFC 4343 3): only A to Z have another case.</summary>
public static class AsciiLetters
{
    private const byte CaseBit = 0x20;

    public static byte Fold(byte octet) => IsUpper(octet) ? (byte)(octet | CaseBit) : octet;

    public static bool IsLetter(byte octet) => (uint)((octet | CaseBit) - 'a') <= 'z' - 'a';

    public static byte OtherCase(byte letter) => (byte)(letter ^ CaseBit);

    public static void FoldInPlace(Span<byte> octets)
    {
        // Stops at the first octet that is none of ASCII's.
        _ = Ascii.ToLowerInPlace(octets, out int folded);
        for (int i = folded; i < octets.Length; i++)
        {
            octets[i] = Fold(octets[i]);
        }
    }

    /// <summary>Both have one length.</summary>
    public static bool EqualsFolded(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> folded)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            if (Fold(octets[i]) != folded[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUpper(byte octet) => (uint)(octet - 'A') <= 'Z' - 'A';
}
