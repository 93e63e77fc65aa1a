using System.Globalization;
using System.Text;

namespace Telos.Core.Setup;

/// <summary>The diff of one edit, in the form that patch(1) takes.</summary>
public static class UnifiedDiff
{
    private const int ContextLines = 3;
    private const string NoNewLine = "\\ No newline at end of file";

    /// <summary>Lines without their ends; none when nothing differs.</summary>
    /// <param name="before">Null for no file, as after.</param>
    public static IReadOnlyList<string> Of(string file, byte[]? before, byte[]? after)
    {
        (string[] one, string[] other) = (Lines(before), Lines(after));
        int shorter = Math.Min(one.Length, other.Length);
        int start = one.AsSpan().CommonPrefixLength(other);
        int tail = 0;
        while (tail < shorter - start && one[^(tail + 1)] == other[^(tail + 1)])
        {
            tail++;
        }

        if (start == one.Length && start == other.Length)
        {
            return [];
        }

        int first = Math.Max(0, start - ContextLines);
        int trailing = Math.Min(ContextLines, tail);
        List<string> lines = [$"--- {(before is null ? "/dev/null" : file)}", $"+++ {(after is null ? "/dev/null" : file)}"];
        lines.Add($"@@ -{Range(first, one.Length - tail + trailing)} +{Range(first, other.Length - tail + trailing)} @@");
        Append(lines, ' ', one.AsSpan(first..start));
        Append(lines, '-', one.AsSpan(start..^tail));
        Append(lines, '+', other.AsSpan(start..^tail));
        Append(lines, ' ', one.AsSpan(one.Length - tail, trailing));
        return lines;
    }

    // An empty range is told by the line before it.
    private static string Range(int first, int endExcl) => string.Create(
        CultureInfo.InvariantCulture, $"{(endExcl > first ? first + 1 : first)},{endExcl - first}");

    private static void Append(List<string> lines, char mark, ReadOnlySpan<string> of)
    {
        foreach (string line in of)
        {
            lines.Add($"{mark}{line.TrimEnd('\n')}");
            if (!line.EndsWith('\n'))
            {
                lines.Add(NoNewLine);
            }
        }
    }

    // Each with its end, as a last line without one is another line.
    private static string[] Lines(byte[]? content)
    {
        string text = content is null ? "" : Encoding.UTF8.GetString(content);
        List<string> lines = [];
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }

        return [.. lines];
    }
}
