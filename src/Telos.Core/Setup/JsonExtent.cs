using System.Text.Json;

namespace Telos.Core.Setup;

/// <summary>Where an object and its members stand in a text.</summary>
internal sealed class JsonExtent
{
    // Deeper than any file of settings; the reader keeps one bit a level.
    private const int DepthMax = 1000;

    private readonly List<JsonMember> _members = [];

    private JsonExtent(int open) => Open = open;

    /// <summary>Of the opening brace.</summary>
    public int Open { get; }

    /// <summary>Of the closing brace.</summary>
    public int Close { get; private set; }

    public IReadOnlyList<JsonMember> Members => _members;

    /// <summary>Reads a whole text. Members of members are not looked at, but they are well-formed.</summary>
    public static EntryFault? TryReadText(ReadOnlySpan<byte> text, out JsonExtent? root)
    {
        root = null;
        if (EntryFault.OfEncoding(text) is EntryFault encoding)
        {
            return encoding;
        }

        int start = Utf8Text.Start(text);
        Utf8JsonReader reader = new(text[start..], new JsonReaderOptions { MaxDepth = DepthMax });
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                root = Read(ref reader, start);
            }
            else
            {
                reader.Skip();
            }

            // Anything behind the value is an error that only reading on finds.
            while (reader.Read())
            {
            }
        }
        catch (JsonException error)
        {
            root = null;
            return FaultOf(text, error, start);
        }

        return root is null ? EntryFault.At(text, start, "the file is not a JSON object: {...}") : null;
    }

    /// <summary>The object that begins here, in a text that TryReadText has read.</summary>
    public static JsonExtent ReadAt(ReadOnlySpan<byte> text, int offset)
    {
        Utf8JsonReader reader = new(text[offset..], new JsonReaderOptions { MaxDepth = DepthMax });
        reader.Read();
        return Read(ref reader, offset);
    }

    public int IndexOf(string name) => _members.FindIndex(member => member.Name == name);

    /// <summary>The second of a name, which readers disagree about.</summary>
    public JsonMember? SecondOf(string name)
    {
        int second = _members.FindLastIndex(member => member.Name == name);
        return second > IndexOf(name) ? _members[second] : null;
    }

    private static JsonExtent Read(ref Utf8JsonReader reader, int offset)
    {
        JsonExtent extent = new(offset + (int)reader.TokenStartIndex);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = NameOf(ref reader);
            (int keyStart, int colonEnd) = (offset + (int)reader.TokenStartIndex, offset + (int)reader.BytesConsumed);
            reader.Read();
            int valueStart = offset + (int)reader.TokenStartIndex;
            reader.Skip();
            extent._members.Add(
                new JsonMember(name, keyStart, colonEnd, valueStart, offset + (int)reader.BytesConsumed));
        }

        extent.Close = offset + (int)reader.TokenStartIndex;
        return extent;
    }

    // Half of a surrogate pair, written as an escape, is well-formed JSON and no string.
    private static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static EntryFault FaultOf(ReadOnlySpan<byte> text, JsonException error, int start)
    {
        int offset = start;
        for (long line = error.LineNumber ?? 0; line > 0; line--)
        {
            offset = Utf8Text.LineEnd(text, offset);
        }

        offset += (int)(error.BytePositionInLine ?? 0);
        return EntryFault.At(text, offset, offset >= text.Length
            ? "this is not JSON: the text ends too early"
            : "this is not JSON from here on (no comments, no trailing commas)");
    }
}
