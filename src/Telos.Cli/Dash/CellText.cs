using System.Globalization;
using System.Text;

namespace Telos.Cli.Dash;

/// <summary>How many cells of a terminal a character takes (Unicode Standard Annex 11, wide and fullwidth).</summary>
internal static class CellText
{
    // First and last of each block; what is not assigned in them is never printed.
    private static readonly (int First, int Last)[] s_wide =
    [
        (0x1100, 0x115f), (0x2e80, 0x303e), (0x3041, 0x33ff), (0x3400, 0x4dbf), (0x4e00, 0x9fff), (0xa000, 0xa4cf),
        (0xa960, 0xa97f), (0xac00, 0xd7a3), (0xf900, 0xfaff), (0xfe30, 0xfe6f), (0xff00, 0xff60), (0xffe0, 0xffe6),
        (0x16fe0, 0x1b2ff), (0x1f300, 0x1f64f), (0x1f680, 0x1f6ff), (0x1f900, 0x1f9ff), (0x1fa70, 0x1faff), (0x20000, 0x3fffd),
    ];

    /// <summary>0, 1 or 2.</summary>
    public static int Width(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
        {
            return 0;
        }

        return Array.Exists(s_wide, block => rune.Value >= block.First && rune.Value <= block.Last) ? 2 : 1;
    }

    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>The text in lines of so many cells, broken between words where that is possible.</summary>
    public static IEnumerable<string> Wrap(string text, int cells, string indent)
    {
        StringBuilder line = new();
        int width = 0;
        foreach (string word in text.Split(' '))
        {
            int wide = Width(word);
            if (width > 0 && width + 1 + wide > cells)
            {
                yield return line.ToString();
                line.Clear().Append(indent);
                width = indent.Length;
            }
            else if (line.Length > 0)
            {
                line.Append(' ');
                width++;
            }

            line.Append(word);
            width += wide;
        }

        yield return line.ToString();
    }
}
