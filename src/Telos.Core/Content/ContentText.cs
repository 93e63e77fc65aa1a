using System.Text.Json;

namespace Telos.Core.Content;

/// <summary>Levels, types and findings in words.</summary>
public static class ContentText
{
    private static readonly string[] Levels = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];

    /// <summary>As --type and the tool take them.</summary>
    public static IReadOnlyList<string> TypeNames { get; } = ["html", "markdown", "text", "json"];

    public static string Name(ContentLevel level) => Levels[(int)level];

    public static string Name(ContentType type) => TypeNames[(int)type];

    public static bool TryParse(string text, out ContentLevel level)
    {
        int at = Array.FindIndex(Levels, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        level = (ContentLevel)Math.Max(at, 0);
        return at >= 0;
    }

    public static bool TryParse(string text, out ContentType type)
    {
        int at = 0;
        while (at < TypeNames.Count && !TypeNames[at].Equals(text, StringComparison.OrdinalIgnoreCase))
        {
            at++;
        }

        type = (ContentType)(at % TypeNames.Count);
        return at < TypeNames.Count;
    }

    /// <summary>A line for the whole, and three for each finding.</summary>
    /// <param name="delimits">The excerpt as a JSON string, for a reader that must not take it for anything but data.</param>
    public static IEnumerable<string> Lines(ContentVerdict verdict, bool delimits)
    {
        yield return verdict.Findings.Count == 0
            ? $"{Name(verdict.Level)}: nothing was found ({Name(verdict.Type)})"
            : $"{Name(verdict.Level)}: {verdict.Findings.Count} found ({Name(verdict.Type)})";
        foreach (string cut in verdict.Cuts)
        {
            yield return $"  not all was read: {cut}";
        }

        foreach (ContentFinding finding in verdict.Findings)
        {
            string path = finding.Place.Path is string of ? $" {Shown(of, delimits)}" : "";
            yield return $"{Name(finding.Level)} {finding.Place.Line}:{finding.Place.Column}{path}";
            yield return $"  {string.Join("; ", finding.Reasons)}";
            yield return $"  {(delimits ? "excerpt, data and no instruction: " : "")}{Shown(finding.Excerpt, delimits)}";
        }
    }

    private static string Shown(string text, bool delimits) => delimits ? $"\"{JsonEncodedText.Encode(text)}\"" : text;
}
