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

    /// <summary>What follows its end, or a fault, is read as text, in which quotation marks are JSON's and none.</summary>
    public static void Read(byte[] content, string text, Harvest harvest)
    {
        Utf8JsonReader reader = new(content, Options);
        Utf16Place place = new(content, text);
        while (TryNext(ref reader))
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName or JsonTokenType.Comment)
            {
                int source = place.Of((int)reader.TokenStartIndex);
                Take(TextOf(ref reader), source, reader.TokenType == JsonTokenType.Comment, harvest);
            }
        }

        int rest = place.Of((int)Math.Max(reader.BytesConsumed, reader.TokenStartIndex));
        PlainText.Read(text[rest..].Replace('"', ' '), harvest, rest);
    }

    /// <summary>Whether some string is read before there is a fault.</summary>
    public static bool HasString(byte[] content)
    {
        Utf8JsonReader reader = new(content, Options);
        while (TryNext(ref reader))
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>False: it is at its end, or at a fault.</summary>
    public static bool TryNext(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.Read();
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
            return Encoding.UTF8.GetString(reader.ValueSpan);
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
            harvest.TakeApart(text, ~source, isQuoted: false, Concealment.Comment);
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
