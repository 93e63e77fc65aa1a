namespace Telos.Core.Exec;

/// <summary>Option letters as two words of bits, one an ASCII code.</summary>
public readonly record struct LetterSet(ulong Low, ulong High)
{
    public static LetterSet Of(string letters)
    {
        ulong low = 0;
        ulong high = 0;
        foreach (char c in letters)
        {
            low |= c < 64 ? 1UL << c : 0;
            high |= c >= 64 ? 1UL << (c - 64) : 0;
        }

        return new LetterSet(low, high);
    }

    public bool Has(char c) => c < 128 && ((c < 64 ? Low >> c : High >> (c - 64)) & 1) != 0;
}
