namespace Telos.Core.Content;

/// <summary>Stretches of a text between quotation marks on one line, found in one pass.</summary>
internal static class QuoteMarks
{
    private const int LengthMax = 500;

    /// <summary>Start and end of each, in the order of the text.</summary>
    public static List<int> Find(ReadOnlySpan<char> text)
    {
        List<int> edges = [];
        for (int at = 0; at < text.Length;)
        {
            string shut = ShutOf(text[at]);
            int most = Math.Min(LengthMax + 1, text.Length - at - 1);
            ReadOnlySpan<char> behind = shut.Length == 0 ? default : text.Slice(at + 1, most);
            int length = shut.Length == 0 ? -1 : behind.IndexOfAny(shut[0], shut[^1], '\n');
            if (length > 0 && behind[length] != '\n')
            {
                edges.Add(at);
                edges.Add(at + length + 2);
                at += length + 2;
            }
            else
            {
                at++;
            }
        }

        return edges;
    }

    /// <summary>Whether one of the stretches has all of this.</summary>
    public static bool Contains(List<int> edges, int start, int endExcl)
    {
        int low = 0;
        int high = edges.Count / 2;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = edges[(middle * 2) + 1] < endExcl ? (middle + 1, high) : (low, middle);
        }

        return low * 2 < edges.Count && edges[low * 2] <= start;
    }

    private static string ShutOf(char open) => open switch
    {
        '\u201c' => "\u201d",
        '\u201e' => "\u201c\u201d",
        '\u2018' => "\u2019",
        '\u00ab' => "\u00bb",
        '"' => "\"",
        '\u300c' => "\u300d",
        _ => "",
    };
}
