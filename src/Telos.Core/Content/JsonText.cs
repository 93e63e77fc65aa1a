using System.Text;
using System.Text.Json;
using Telos.Core.Content.Html;

namespace Telos.Core.Content;

/// <summary>The strings of JSON, or of several values one after the other, each by itself; a string may hold HTML.</summary>
internal static class JsonText
{
    public static JsonReaderOptions Options => new()
    {
        AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Allow,
        MaxDepth = ContentLimits.JsonDepthMax,
    };

    /// <summary>False: it is no JSON; then nothing was taken.</summary>
    public static bool TryRead(byte[] content, string text, Harvest harvest)
    {
        if (!IsJson(content))
        {
            return false;
        }

        Utf8JsonReader reader = new(content, Options);
        Utf16Place place = new(content, text);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName or JsonTokenType.Comment)
            {
                int source = place.Of((int)reader.TokenStartIndex);
                Take(TextOf(ref reader), source, reader.TokenType == JsonTokenType.Comment, harvest);
            }
        }

        return true;
    }

    public static bool IsJson(byte[] content)
    {
        try
        {
            Utf8JsonReader reader = new(content, Options);
            bool hasValue = false;
            while (reader.Read())
            {
                hasValue |= reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.String;
            }

            return hasValue;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A lone surrogate, or octets that are no UTF-8, are shown as U+FFFD.</summary>
    public static string TextOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Comment)
        {
            return reader.GetComment();
        }

        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private static void Take(string text, int source, bool isComment, Harvest harvest)
    {
        if (isComment)
        {
            harvest.TakeApart(text, source, isQuoted: false, Concealment.Comment);
        }
        else if (ContentTypes.HasMarkup(text))
        {
            HtmlReader.ReadAll(text, harvest, depth: 1, source);
        }
        else
        {
            PlainText.Read(text, harvest, source);
        }
    }
}
