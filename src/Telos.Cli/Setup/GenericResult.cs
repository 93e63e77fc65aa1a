using System.Text.Json.Nodes;

namespace Telos.Cli.Setup;

/// <summary>What telos setup generic prints as JSON.</summary>
/// <param name="Entry">For the tool's file of MCP servers.</param>
/// <param name="Run">The command that starts an agent held to its intent.</param>
internal sealed record GenericResult(string Tool, JsonNode Entry, string[] Run);
