namespace Telos.Core.Content.Styles;

/// <summary>Where something stands in a style sheet, not counting what is in strings, brackets and comments.</summary>
internal static class CssScan
{
    /// <summary>The first of it outside of all, or the length.</summary>
    public static int IndexOf(ReadOnlySpan<char> text, char wanted)
    {
        int depth = 0;
        int at = 0;
        while (at < text.Length)
        {
            char letter = text[at];
            if (letter == wanted && depth == 0)
            {
                return at;
            }

            depth = letter is '(' or '[' ? depth + 1 : letter is ')' or ']' ? Math.Max(0, depth - 1) : depth;
            at = Skip(text, at);
        }

        return text.Length;
    }

    /// <summary>Behind a string, a comment or an escape; otherwise behind the letter.</summary>
    public static int Skip(ReadOnlySpan<char> text, int at)
    {
        if (text[at] == '\\')
        {
            return Math.Min(at + 2, text.Length);
        }

        if (text[at] is '"' or '\'')
        {
            int end = at + 1;
            while (end < text.Length && text[end] != text[at] && text[end] != '\n')
            {
                end += text[end] == '\\' ? 2 : 1;
            }

            return Math.Min(end + 1, text.Length);
        }

        if (text[at] == '/' && at + 1 < text.Length && text[at + 1] == '*')
        {
            int close = text[(at + 2)..].IndexOf("*/");
            return close < 0 ? text.Length : at + close + 4;
        }

        return at + 1;
    }

    /// <summary>The size in the shorthand: the part with a slash, or else the one before the family.</summary>
    public static string FontSizeOf(string font)
    {
        foreach (string part in font.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string size = part.Split('/')[0];
            if ((char.IsAsciiDigit(size[^1]) is false || part.Contains('/') || size == "0") && CssLength.TryParse(size, out _))
            {
                return size;
            }
        }

        return "";
    }
}
