using System.Text.Json;

namespace Telos.Cli.Mcp;

/// <param name="IsReadOnly">It changes nothing that is granted.</param>
/// <param name="Act">Throws a <see cref="VerbException"/> with what was wrong and what to do.</param>
internal sealed record McpTool(
    string Name, string Title, string Description, JsonElement Schema, bool IsReadOnly, Func<McpArguments, McpAnswer> Act);
