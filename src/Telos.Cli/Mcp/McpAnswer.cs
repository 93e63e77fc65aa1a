using System.Text.Json;

namespace Telos.Cli.Mcp;

/// <summary>What a tool found: lines for a model, and the same as JSON for a program.</summary>
internal readonly record struct McpAnswer(IEnumerable<string> Lines, JsonElement Record);
