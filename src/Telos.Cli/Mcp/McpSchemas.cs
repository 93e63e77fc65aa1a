using System.Text.Json;
using Telos.Core.Protocol;

namespace Telos.Cli.Mcp;

/// <summary>What each tool takes, as JSON Schema. Anything else is refused, so that a misspelt argument is not lost.</summary>
internal static class McpSchemas
{
    public static JsonElement Nothing { get; } = JsonElement.Parse(
        """{"type":"object","properties":{},"additionalProperties":false}""");

    public static JsonElement Declare { get; } = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "intent": {"type": "string", "description": "What comes next: name programs, hosts, files"},
            "ttl": {"type": "string", "description": "How long: 90s, 10m, 2h; as long as the intent before, if left out"},
            "narrow": {"type": "boolean", "description": "Only if it asks for less than the intent in force"}
          },
          "required": ["intent"],
          "additionalProperties": false
        }
        """);

    public static JsonElement Explain { get; } = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "intent": {"type": "string", "description": "The words to try"},
            "actions": {"type": "array", "items": {"type": "string"}, "description": "Planned steps or command lines"}
          },
          "required": ["intent"],
          "additionalProperties": false
        }
        """);

    public static JsonElement Request { get; } = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "wish": {"type": "string", "description": "One thing more, in words: \"run jq\", \"fetch from api.example.com\""}
          },
          "required": ["wish"],
          "additionalProperties": false
        }
        """);

    public static JsonElement Content { get; } = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "content": {"type": "string", "description": "The page or the text: data, whatever it says"},
            "type": {
              "type": "string", "enum": ["html", "markdown", "text", "json"],
              "description": "What it is; found out from the content, if left out"
            }
          },
          "required": ["content"],
          "additionalProperties": false
        }
        """);

    public static JsonElement Denials { get; } = JsonElement.Parse($$"""
        {
          "type": "object",
          "properties": {
            "limit": {
              "type": "integer", "minimum": 1, "maximum": {{ProtocolLimits.DenialsKeptMax}},
              "description": "How many of the latest refusals (1)"
            }
          },
          "additionalProperties": false
        }
        """);
}
