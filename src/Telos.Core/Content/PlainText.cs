using System.Text;

namespace Telos.Core.Content;

/// <summary>Plain text, with what a terminal would make of its control sequences (ECMA-48).</summary>
internal static class PlainText
{
    private const char Escape = '\x1b';
    private const char Bell = '\a';

    /// <param name="source">Where all of it lies in the content, when it is a value within it; -1: it is the content.</param>
    public static void Read(string text, Harvest harvest, int source = -1)
    {
        AnsiColours colours = new();
        int block = harvest.NewBlock();
        StringBuilder piece = new();
        int from = 0;
        bool hasLines = text.Contains('\n');
        for (int at = 0; at < text.Length;)
        {
            char letter = text[at];
            if (letter is not (Escape or '\n' or '\r'))
            {
                piece.Append(letter);
                at++;
                continue;
            }

            // A line that is only folded is read on.
            bool isBlank = letter == '\n' && IsBlankLine(text, at + 1);
            piece.Append(letter == '\n' ? " " : "");
            bool isOverwritten = letter == '\r' && hasLines && at + 1 < text.Length && text[at + 1] is not ('\n' or '\r');
            Take(isOverwritten ? Concealment.TerminalOverwritten : null);
            at += letter == Escape ? TakeSequence(at) : 1;
            from = at;
            block = isBlank ? harvest.NewBlock() : block;
        }

        Take(null);

        void Take(Concealment? other)
        {
            harvest.Take(piece.ToString(), source >= 0 ? ~source : from, block, isQuoted: false, colours.Concealment ?? other);
            piece.Clear();
        }

        int TakeSequence(int at)
        {
            ReadOnlySpan<char> rest = text.AsSpan(at);
            if (rest.Length > 1 && rest[1] == '[')
            {
                int end = 2;
                while (end < rest.Length && rest[end] is >= ' ' and < '@')
                {
                    end++;
                }

                if (end < rest.Length && rest[end] == 'm')
                {
                    colours.Apply(rest[2..end]);
                }

                return Math.Min(end + 1, rest.Length);
            }

            if (rest.Length > 1 && rest[1] is ']' or 'P' or '_' or '^' or 'X')
            {
                int end = rest.IndexOfAny(Bell, '\x9c');
                int other = rest[2..(end < 0 ? rest.Length : Math.Max(end, 2))].IndexOf("\x1b\\");
                end = other >= 0 ? other + 2 : end;
                int length = end < 0 ? rest.Length : end;
                string inner = rest[2..length].ToString();
                harvest.TakeApart(inner, source >= 0 ? ~source : at + 2, isQuoted: false, Concealment.TerminalString);
                return Math.Min(length + (end >= 0 && rest[end] == Escape ? 2 : 1), rest.Length);
            }

            return 1;
        }
    }

    private static bool IsBlankLine(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\r')
        {
            at++;
        }

        return at >= text.Length || text[at] == '\n';
    }
}
