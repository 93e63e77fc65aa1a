using System.Text;

namespace Telos.Core.Setup;

/// <summary>How a text is laid out, so that a member that is added looks like its neighbours.</summary>
internal sealed record JsonLayout(bool HasLines, string NewLine, string MemberIndent, string Unit, string Colon)
{
    private const string UnitDefault = "  ";

    private string Separator => HasLines ? $",{NewLine}" : Colon.Length > 1 ? ", " : ",";

    /// <summary>Of the members of an object that has some.</summary>
    public static JsonLayout OfMembers(ReadOnlySpan<byte> text, JsonExtent extent)
    {
        JsonMember last = extent.Members[^1];
        int lineStart = Utf8Text.LineStart(text, last.KeyStart);
        bool hasLines = IsBlank(text[lineStart..last.KeyStart]) && lineStart > extent.Open;
        string indent = hasLines ? Encoding.UTF8.GetString(text[lineStart..last.KeyStart]) : "";
        return new JsonLayout(hasLines, Utf8Text.NewLine(text), indent, UnitOf(text), ColonOf(last));
    }

    /// <summary>Of the members that an empty object will get, as those around it are laid out.</summary>
    public static JsonLayout OfEmpty(ReadOnlySpan<byte> text, JsonExtent extent, JsonLayout? around)
    {
        int lineStart = Utf8Text.LineStart(text, extent.Open);
        int indentEnd = lineStart == 0 ? Utf8Text.Start(text) : lineStart;
        int start = indentEnd;
        while (text[indentEnd] is (byte)' ' or (byte)'\t')
        {
            indentEnd++;
        }

        string unit = UnitOf(text);
        return new JsonLayout(
            around?.HasLines ?? true, Utf8Text.NewLine(text), Encoding.UTF8.GetString(text[start..indentEnd]) + unit, unit,
            around?.Colon ?? ": ");
    }

    public JsonLayout Deeper() => this with { MemberIndent = MemberIndent + Unit };

    /// <summary>With what goes between it and the member before it.</summary>
    public string Next(string member) => $"{Separator}{(HasLines ? MemberIndent : "")}{member}";

    /// <summary>Between braces that stand where members around are indented by one unit less.</summary>
    public string Object(params ReadOnlySpan<string> members) => $"{{{Inside(string.Join(
        $"{Separator}{(HasLines ? MemberIndent : "")}", members!))}}}";

    /// <summary>What goes between the braces of an object.</summary>
    public string Inside(string members) => HasLines
        ? $"{NewLine}{MemberIndent}{members}{NewLine}{MemberIndent[..^Unit.Length]}"
        : members;

    public string Member(string name, string value) => $"\"{name}\"{Colon}{value}";

    // The first line that begins with blanks is one level deep.
    private static string UnitOf(ReadOnlySpan<byte> text)
    {
        for (int start = 0; start < text.Length; start = Utf8Text.LineEnd(text, start))
        {
            int end = start;
            while (end < text.Length && text[end] is (byte)' ' or (byte)'\t')
            {
                end++;
            }

            if (end > start && end < text.Length && text[end] == '"')
            {
                return Encoding.UTF8.GetString(text[start..end]);
            }
        }

        return UnitDefault;
    }

    private static string ColonOf(JsonMember member) => member.ValueStart > member.ColonEnd ? ": " : ":";

    private static bool IsBlank(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;
}
