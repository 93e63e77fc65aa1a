namespace Telos.Core.Setup;

/// <summary>The server that a tool starts: telos mcp, found by PATH.</summary>
public static class McpEntry
{
    public const string Name = "telos";
    public const string Command = "telos";
    public const string Argument = "mcp";
}
