using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Telos.Core.Content;

/// <summary>The paths of strings in JSON, found in one pass over it.</summary>
internal static class JsonPaths
{
    private const int LengthMax = 200;
    private const string Root = "$";

    /// <param name="sources">Places in the text, rising; each is answered by the path of the string that begins there.</param>
    public static string[] Find(byte[] content, string text, List<int> sources)
    {
        string[] paths = new string[sources.Count];
        Utf16Place place = new(content, text);
        Utf8JsonReader reader = new(content, JsonText.Options);
        // On the way down: the name of a member, or null and the index of an item.
        List<string?> names = [];
        List<int> indices = [];
        int next = 0;
        while (next < sources.Count && JsonText.TryNext(ref reader))
        {
            JsonTokenType type = reader.TokenType;
            if (type is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                names.RemoveAt(names.Count - 1);
                indices.RemoveAt(indices.Count - 1);
                continue;
            }

            if (type == JsonTokenType.PropertyName)
            {
                names[^1] = JsonText.TextOf(ref reader);
            }
            else if (type != JsonTokenType.Comment && indices.Count > 0)
            {
                indices[^1]++;
            }

            int source = place.Of((int)reader.TokenStartIndex);
            while (next < sources.Count && sources[next] <= source)
            {
                paths[next++] = PathOf(names, indices);
            }

            if (type is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                names.Add(type == JsonTokenType.StartArray ? null : "");
                indices.Add(-1);
            }
        }

        // Behind the last token, or behind a fault.
        while (next < paths.Length)
        {
            paths[next++] = Root;
        }

        return paths;
    }

    private static string PathOf(List<string?> names, List<int> indices)
    {
        StringBuilder path = new(Root);
        for (int i = 0; i < names.Count && path.Length < LengthMax; i++)
        {
            path.Append(names[i] is null ? "[" : ".").Append(names[i] ?? indices[i].ToString(CultureInfo.InvariantCulture));
            path.Append(names[i] is null ? "]" : "");
        }

        return ExcerptText.Of(path.ToString());
    }
}
