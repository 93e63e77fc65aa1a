using System.Text;
using Telos.Core.Content.Html;
using Telos.Core.Content.Phrases;

namespace Telos.Core.Content;

/// <summary>
/// Finds what a model would read and a person would not, and instructions aimed at agents, in a page or a text: what the browser
/// extension does where a layout is known, by the same phrases. Whatever the octets are, they have a verdict.
/// </summary>
public static class ContentScan
{
    /// <param name="type">Null: by the name, or what is in it.</param>
    /// <param name="name">Of the file; null: it has none.</param>
    public static ContentVerdict Scan(ReadOnlySpan<byte> content, ContentType? type = null, string? name = null)
    {
        Harvest harvest = new();
        if (content.Length > ContentLimits.LengthMax)
        {
            harvest.Cut($"only the first {ContentLimits.LengthMax} octets were read");
            content = content[..ContentLimits.LengthMax];
        }

        string text = Decode(content);
        byte[] octets = IsUtf8(content) ? content.ToArray() : Encoding.UTF8.GetBytes(text);
        ContentType read = type ?? ContentTypes.Detect(text, octets, name);
        switch (read)
        {
            case ContentType.Html:
                HtmlReader.ReadAll(text, harvest);
                break;
            case ContentType.Markdown:
                MarkdownText.Read(text, harvest);
                break;
            case ContentType.Json when JsonText.TryRead(octets, text, harvest):
                break;
            default:
                read = ContentType.Text;
                PlainText.Read(text, harvest);
                break;
        }

        ContentJudge judge = new(harvest);
        List<FoundText> found = judge.Judge();
        found.Sort((a, b) => a.Level != b.Level ? b.Level.CompareTo(a.Level) : a.Source.CompareTo(b.Source));
        found = found[..Math.Min(found.Count, ContentLimits.FindingsMax)];
        ContentFinding[] findings = Placed(found, text, read == ContentType.Json ? octets : null);
        ContentLevel unfound = harvest.Cuts.Count > 0 ? ContentLevel.Medium : ContentLevel.Low;
        ContentLevel level = findings.Length > 0 ? findings[0].Level : unfound;
        return new ContentVerdict(read, level, findings, harvest.Cuts) { Work = harvest.Work + judge.Work };
    }

    // UTF-16 only where a mark says so.
    private static string Decode(ReadOnlySpan<byte> content)
    {
        if (content.Length >= 2 && content[0] == 0xff && content[1] == 0xfe)
        {
            return Encoding.Unicode.GetString(content[2..]);
        }

        if (content.Length >= 2 && content[0] == 0xfe && content[1] == 0xff)
        {
            return Encoding.BigEndianUnicode.GetString(content[2..]);
        }

        return Encoding.UTF8.GetString(content);
    }

    private static bool IsUtf8(ReadOnlySpan<byte> content) => !(content.Length >= 2 && content[0] >= 0xfe && content[1] >= 0xfe);

    private static ContentFinding[] Placed(List<FoundText> found, string text, byte[]? json)
    {
        List<int> sources = found.ConvertAll(each => Math.Clamp(each.Source, 0, text.Length));
        List<int> rising = [.. sources];
        rising.Sort();
        Dictionary<int, string> paths = json is null ? [] : JsonPaths.Find(json, text, rising);
        Dictionary<int, (int Line, int Column)> lines = LinesOf(text, rising);
        ContentFinding[] findings = new ContentFinding[found.Count];
        for (int i = 0; i < findings.Length; i++)
        {
            FoundText each = found[i];
            List<string> categories = [];
            List<string> reasons = [];
            if (each.Concealment is Concealment concealment)
            {
                reasons.Add((each.Categories.Count == 0 ? "prose is hidden: " : "nobody sees it: ") + concealment.Technique);
            }

            foreach (PhraseCategory category in each.Categories)
            {
                categories.Add(category.Name);
                reasons.Add(category.Means);
            }

            (int line, int column) = lines[sources[i]];
            findings[i] = new ContentFinding(
                each.Level, each.Concealment?.Technique, categories, reasons, ExcerptText.Of(each.Text),
                new ContentPlace(sources[i], line, column, paths.GetValueOrDefault(sources[i])));
        }

        return findings;
    }

    private static Dictionary<int, (int Line, int Column)> LinesOf(string text, List<int> rising)
    {
        Dictionary<int, (int Line, int Column)> places = [];
        int line = 1;
        int begin = 0;
        int at = 0;
        foreach (int source in rising)
        {
            for (; at < source; at++)
            {
                if (text[at] == '\n')
                {
                    line++;
                    begin = at + 1;
                }
            }

            places[source] = (line, source - begin + 1);
        }

        return places;
    }
}
