using System.Text.Json;

namespace Telos.Cli.Mcp;

/// <summary>A call's arguments, held to the tool's schema.</summary>
internal sealed class McpArguments
{
    private readonly string _tool;
    private readonly IDictionary<string, JsonElement> _given;

    /// <exception cref="VerbException">The tool has no argument of that name.</exception>
    public McpArguments(string tool, JsonElement schema, IDictionary<string, JsonElement>? given)
    {
        _tool = tool;
        _given = given ?? new Dictionary<string, JsonElement>();
        JsonElement known = schema.GetProperty("properties");
        if (_given.Keys.FirstOrDefault(name => !known.TryGetProperty(name, out _)) is string unknown)
        {
            string names = string.Join(", ", known.EnumerateObject().Select(property => property.Name));
            throw Fault($"has no argument \"{unknown}\"" + (names.Length > 0 ? $": it takes {names}" : ": it takes none"));
        }
    }

    /// <exception cref="VerbException">It is not there, or no text.</exception>
    public string Text(string name) => OptionalText(name) ?? throw Fault($"needs \"{name}\"");

    public string? OptionalText(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw Fault($"wants text for \"{name}\""),
    };

    public bool Flag(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw Fault($"wants true or false for \"{name}\""),
    };

    public int Count(string name, int unsaid, int max) => Find(name) switch
    {
        null => unsaid,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out int count) && count >= 1 && count <= max => count,
        _ => throw Fault($"wants a number from 1 to {max} for \"{name}\""),
    };

    public string[] Texts(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. list.EnumerateArray().Select(item => item.GetString()!)],
        _ => throw Fault($"wants a list of texts for \"{name}\""),
    };

    // JSON's null is an argument that was left out.
    private JsonElement? Find(string name) =>
        _given.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private VerbException Fault(string what) => new(ExitCode.Usage, $"{_tool} {what}");
}
