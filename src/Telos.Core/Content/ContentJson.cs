using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Telos.Core.Content;

/// <summary>A verdict as JSON. What stands in "excerpt" and "path" is foreign text.</summary>
public static class ContentJson
{
    public static void Write(Utf8JsonWriter writer, ContentVerdict verdict)
    {
        writer.WriteStartObject();
        WriteText(writer, "level", ContentText.Name(verdict.Level));
        WriteText(writer, "type", ContentText.Name(verdict.Type));
        writer.WriteBoolean("complete", verdict.Cuts.Count == 0);
        WriteTexts(writer, "cuts", verdict.Cuts);
        writer.WriteStartArray("findings");
        foreach (ContentFinding finding in verdict.Findings)
        {
            writer.WriteStartObject();
            WriteText(writer, "level", ContentText.Name(finding.Level));
            WriteText(writer, "technique", finding.Technique);
            WriteTexts(writer, "categories", finding.Categories);
            WriteTexts(writer, "reasons", finding.Reasons);
            writer.WriteNumber("line", finding.Place.Line);
            writer.WriteNumber("column", finding.Place.Column);
            WriteText(writer, "path", finding.Place.Path);
            WriteText(writer, "excerpt", finding.Excerpt);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Once, as each call would be inlined.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteText(Utf8JsonWriter writer, string name, string? text) => writer.WriteString(name, text);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
