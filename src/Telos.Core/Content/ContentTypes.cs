namespace Telos.Core.Content;

/// <summary>What a content is, by its name or else by what is in it; of two, the one that can hide more.</summary>
internal static class ContentTypes
{
    private const int HeadLength = 64 * 1024;

    public static ContentType Detect(string text, byte[] octets, string? name)
    {
        string ending = name is null ? "" : Path.GetExtension(name).ToLowerInvariant();
        ContentType? named = ending switch
        {
            ".html" or ".htm" or ".xhtml" or ".svg" or ".xml" => ContentType.Html,
            ".md" or ".markdown" or ".mdx" => ContentType.Markdown,
            ".json" or ".jsonl" or ".ndjson" or ".ipynb" => ContentType.Json,
            _ => null,
        };
        if (named is ContentType known && (known != ContentType.Json || JsonText.HasString(octets)))
        {
            return known;
        }

        ReadOnlySpan<char> begin = text.AsSpan().TrimStart();
        if (begin.Length > 0 && begin[0] is '{' or '[' or '"' && JsonText.HasString(octets))
        {
            return ContentType.Json;
        }

        ReadOnlySpan<char> head = text.AsSpan(0, Math.Min(text.Length, HeadLength));
        bool isDocument = head.Contains("<html", StringComparison.OrdinalIgnoreCase)
            || head.Contains("<!doctype", StringComparison.OrdinalIgnoreCase)
            || head.Contains("<body", StringComparison.OrdinalIgnoreCase)
            || (begin.Length > 1 && begin[0] == '<' && HasMarkup(text));
        if (isDocument)
        {
            return ContentType.Html;
        }

        return HasMarkup(text) || HasMarks(text) ? ContentType.Markdown : ContentType.Text;
    }

    /// <summary>A tag or a comment of HTML.</summary>
    public static bool HasMarkup(ReadOnlySpan<char> text)
    {
        int at = text.IndexOf('<');
        while (at >= 0 && at + 1 < text.Length)
        {
            if (char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '/' or '!' or '?')
            {
                return true;
            }

            int next = text[(at + 1)..].IndexOf('<');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    // What Markdown hides is behind a definition, an image or a link.
    private static bool HasMarks(ReadOnlySpan<char> text) => text.Contains("]: ", StringComparison.Ordinal)
        || text.Contains("](", StringComparison.Ordinal)
        || text.StartsWith("# ") || text.Contains("\n# ", StringComparison.Ordinal)
        || text.Contains("\n## ", StringComparison.Ordinal) || text.Contains("\n```", StringComparison.Ordinal);
}
