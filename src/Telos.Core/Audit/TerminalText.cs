using System.Globalization;
using System.Text;

namespace Telos.Core.Audit;

/// <summary>
/// Text for a terminal. Paths, names and intents are an agent's choice: what would move the cursor, begin another line
/// or reorder what stands beside it is shown as its number, so that no agent writes over what is said of it.
/// </summary>
public static class TerminalText
{
    private const int ByteMax = 0xff;

    /// <summary>The same text, with \xNN or \u{NNNN} for what is not to be seen.</summary>
    public static string Escape(string text)
    {
        int length = PlainLength(text);
        if (length == text.Length)
        {
            return text;
        }

        StringBuilder escaped = new(text, 0, length, text.Length + 16);
        int next = length;
        while (next < text.Length)
        {
            bool whole = Rune.TryGetRuneAt(text, next, out Rune rune);
            int value = whole ? rune.Value : text[next];
            int units = whole ? rune.Utf16SequenceLength : 1;
            if (whole && IsPlain(rune))
            {
                escaped.Append(text, next, units);
            }
            else if (value <= ByteMax)
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}");
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{value:X4}}}");
            }

            next += units;
        }

        return escaped.ToString();
    }

    private static int PlainLength(string text)
    {
        int length = 0;
        while (length < text.Length && Rune.TryGetRuneAt(text, length, out Rune rune) && IsPlain(rune))
        {
            length += rune.Utf16SequenceLength;
        }

        return length;
    }

    // Control is C0, DEL and C1; Format has the bidirectional marks, the joiners and the tag characters.
    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
