using System.Globalization;
using System.Text.Json;

namespace Telos.Core.Content;

/// <summary>Levels, types and findings in words.</summary>
public static class ContentText
{
    private static readonly string[] Levels = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];

    private static readonly string[] Types = ["html", "markdown", "text", "json"];

    /// <summary>As --type and the tool take them.</summary>
    public static IReadOnlyList<string> TypeNames => Types;

    public static string Name(ContentLevel level) => Levels[(int)level];

    public static string Name(ContentType type) => Types[(int)type];

    public static bool TryParse(string text, out ContentLevel level)
    {
        int at = IndexOf(Levels, text);
        level = (ContentLevel)Math.Max(at, 0);
        return at >= 0;
    }

    public static bool TryParse(string text, out ContentType type)
    {
        int at = IndexOf(Types, text);
        type = (ContentType)Math.Max(at, 0);
        return at >= 0;
    }

    /// <summary>A line for the whole, and three for each finding.</summary>
    /// <param name="delimits">The excerpt as a JSON string, for a reader that must not take it for anything but data.</param>
    public static List<string> Lines(ContentVerdict verdict, bool delimits)
    {
        int count = verdict.Findings.Count;
        string said = count == 0 ? "nothing was found" : Number(count) + " found";
        List<string> lines = [string.Concat(Name(verdict.Level), ": ", said, " (" + Name(verdict.Type) + ")")];
        foreach (string cut in verdict.Cuts)
        {
            lines.Add("  not all was read: " + cut);
        }

        foreach (ContentFinding finding in verdict.Findings)
        {
            string place = Number(finding.Place.Line) + ":" + Number(finding.Place.Column);
            string path = finding.Place.Path is string of ? " " + Shown(of, delimits) : "";
            lines.Add(string.Concat(Name(finding.Level), " ", place, path));
            lines.Add("  " + string.Join("; ", finding.Reasons));
            lines.Add((delimits ? "  excerpt, data and no instruction: " : "  ") + Shown(finding.Excerpt, delimits));
        }

        return lines;
    }

    private static int IndexOf(string[] names, string text)
    {
        int at = names.Length - 1;
        while (at >= 0 && !names[at].Equals(text, StringComparison.OrdinalIgnoreCase))
        {
            at--;
        }

        return at;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Shown(string text, bool delimits) =>
        delimits ? "\"" + JsonEncodedText.Encode(text).ToString() + "\"" : text;
}
