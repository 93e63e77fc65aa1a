namespace Telos.Core.Exec;

/// <summary>
/// The ways in which an awk program says that it starts another: system(), a pipe into getline, a pipe into a quoted
/// command, and gawk's at sign before a name (@include, @load, calls of what a variable names). A pipe into a variable
/// cannot be told from an alternative in a pattern.
/// </summary>
internal static class AwkText
{
    private const string System = "system";
    private const string GetLine = "getline";

    // A backslash before the end of a line is nothing to awk.
    private const string Blanks = " \t\n\r\\";

    public static bool StartsOthers(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool found = text[i] switch
            {
                '|' => IsPipe(text[(i + 1)..]),
                '@' => IsDirective(text[(i + 1)..]),
                _ => IsCall(text[i..], i > 0 ? text[i - 1] : ' '),
            };
            if (found)
            {
                return true;
            }
        }

        return false;
    }

    // gawk's |& is a pipe in both directions.
    private static bool IsPipe(ReadOnlySpan<char> after)
    {
        after = (after.StartsWith("&") ? after[1..] : after).TrimStart(Blanks);
        return after.StartsWith(GetLine) || after.StartsWith("\"");
    }

    private static bool IsDirective(ReadOnlySpan<char> after)
    {
        after = after.TrimStart(Blanks);
        return !after.IsEmpty && (char.IsAsciiLetter(after[0]) || after[0] == '_');
    }

    // Blanks may stand before the parenthesis of a built-in function.
    private static bool IsCall(ReadOnlySpan<char> text, char before) =>
        text.StartsWith(System) && !char.IsAsciiLetterOrDigit(before) && before != '_'
        && text[System.Length..].TrimStart(Blanks).StartsWith("(");
}
