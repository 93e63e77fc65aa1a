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
            harvest.CutBehind(ContentLimits.LengthMax, "octets");
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
            case ContentType.Json:
                JsonText.Read(octets, text, harvest);
                break;
            default:
                PlainText.Read(text, harvest);
                break;
        }

        ContentJudge judge = new(harvest);
        List<FoundText> found = judge.Judge();
        found = Worst(found);
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

    // The worst first, then in the order of the text.
    private static List<FoundText> Worst(List<FoundText> found)
    {
        long[] keys = new long[found.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = ((long)(ContentLevel.Critical - found[i].Level) << 32) + found[i].Source;
        }

        List<FoundText> worst = [];
        foreach (int index in StableOrder.Of(keys))
        {
            if (worst.Count < ContentLimits.FindingsMax)
            {
                worst.Add(found[index]);
            }
        }

        return worst;
    }

    private static ContentFinding[] Placed(List<FoundText> found, string text, byte[]? json)
    {
        List<int> rising = [];
        foreach (FoundText each in found)
        {
            each.Source = Math.Clamp(each.Source, 0, text.Length);
            rising.Add(each.Source);
        }

        rising.Sort();
        string?[] paths = json is null ? new string?[rising.Count] : JsonPaths.Find(json, text, rising);
        ContentPlace[] places = PlacesOf(text, rising, paths);
        PhraseCategory[] known = PhraseTable.Loaded.Categories;
        ContentFinding[] findings = new ContentFinding[found.Count];
        for (int i = 0; i < findings.Length; i++)
        {
            FoundText each = found[i];
            List<string> categories = [];
            List<string> reasons = [];
            if (each.Concealment is Concealment concealment)
            {
                reasons.Add((each.Categories == 0 ? "prose is hidden: " : "nobody sees it: ") + concealment.Technique);
            }

            for (int j = 0; j < known.Length; j++)
            {
                if ((each.Categories & (1u << j)) != 0)
                {
                    categories.Add(known[j].Name);
                    reasons.Add(known[j].Means);
                }
            }

            findings[i] = new ContentFinding(
                each.Level, each.Concealment?.Technique, categories, reasons, ExcerptText.Of(each.Text),
                places[rising.BinarySearch(each.Source)]);
        }

        return findings;
    }

    private static ContentPlace[] PlacesOf(string text, List<int> rising, string?[] paths)
    {
        ContentPlace[] places = new ContentPlace[rising.Count];
        int line = 1;
        int begin = 0;
        int at = 0;
        for (int i = 0; i < places.Length; i++)
        {
            for (; at < rising[i]; at++)
            {
                if (text[at] == '\n')
                {
                    line++;
                    begin = at + 1;
                }
            }

            places[i] = new ContentPlace(rising[i], line, rising[i] - begin + 1, paths[i]);
        }

        return places;
    }
}
