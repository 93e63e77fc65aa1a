using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Telos.Core.Content;

/// <summary>The paths of strings in JSON, found in one pass over it.</summary>
internal static class JsonPaths
{
    private const int LengthMax = 200;

    /// <param name="content">Valid JSON.</param>
    /// <param name="sources">Places in the text, rising; each is answered by the path of the string that begins there.</param>
    public static Dictionary<int, string> Find(byte[] content, string text, List<int> sources)
    {
        Dictionary<int, string> paths = [];
        Utf16Place place = new(content, text);
        Utf8JsonReader reader = new(content, JsonText.Options);
        List<Step> steps = [];
        int next = 0;
        while (next < sources.Count && reader.Read())
        {
            JsonTokenType type = reader.TokenType;
            if (type is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                steps.RemoveAt(steps.Count - 1);
                continue;
            }

            if (type == JsonTokenType.PropertyName)
            {
                steps[^1].Name = JsonText.TextOf(ref reader);
            }
            else if (type != JsonTokenType.Comment && steps.Count > 0)
            {
                steps[^1].Index++;
            }

            int source = place.Of((int)reader.TokenStartIndex);
            while (next < sources.Count && sources[next] <= source)
            {
                paths[sources[next++]] = PathOf(steps);
            }

            if (type is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                steps.Add(new Step { IsArray = type == JsonTokenType.StartArray });
            }
        }

        return paths;
    }

    private static string PathOf(List<Step> steps)
    {
        StringBuilder path = new("$");
        for (int i = 0; i < steps.Count && path.Length < LengthMax; i++)
        {
            path.Append(steps[i].IsArray ? $"[{steps[i].Index.ToString(CultureInfo.InvariantCulture)}]" : $".{steps[i].Name}");
        }

        return ExcerptText.Of(path.ToString());
    }

    /// <summary>An object or an array on the way down, and where in it.</summary>
    private sealed class Step
    {
        public bool IsArray { get; init; }

        public string Name { get; set; } = "";

        public int Index { get; set; } = -1;
    }
}
