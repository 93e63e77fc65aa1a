using System.Text;
using Telos.Core.Audit;

namespace Telos.Core.Content;

/// <summary>Foreign text for a report: one line, bounded, without anything that a terminal would obey.</summary>
internal static class ExcerptText
{
    /// <summary>Of the text that an excerpt is made from.</summary>
    public const int ReadLengthMax = 2 * ContentLimits.ExcerptLengthMax;

    private const char Ellipsis = '\u2026';

    public static string Of(string text)
    {
        StringBuilder single = new(ContentLimits.ExcerptLengthMax);
        bool isCut = text.Length > ReadLengthMax;
        foreach (char letter in text.AsSpan(0, Math.Min(text.Length, ReadLengthMax)))
        {
            if (!char.IsWhiteSpace(letter))
            {
                single.Append(letter);
            }
            else if (single.Length > 0 && single[^1] != ' ')
            {
                single.Append(' ');
            }
        }

        string safe = TerminalText.Escape(single.ToString().TrimEnd());
        if (safe.Length <= ContentLimits.ExcerptLengthMax && !isCut)
        {
            return safe;
        }

        int length = Math.Min(safe.Length, ContentLimits.ExcerptLengthMax - 1);
        return safe[..(length - (char.IsHighSurrogate(safe[length - 1]) ? 1 : 0))] + Ellipsis;
    }
}
