using System.CommandLine;
using ModelContextProtocol.Server;
using Telos.Cli.Mcp;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>The agent's own way to ask, for programs that speak the Model Context Protocol.</summary>
internal static class McpVerb
{
    public static Command Create()
    {
        Command verb = new("mcp", "Serve declare, explain, request, why, status and scan to an agent's model (MCP over stdio)");
        verb.SetAction(_ =>
        {
            OperatorProgramFile.Use();
            ServeAsync().GetAwaiter().GetResult();
            return ExitCode.Ok;
        });
        return verb;
    }

    private static async Task ServeAsync()
    {
        await using StreamServerTransport transport = new(Console.OpenStandardInput(), Console.OpenStandardOutput(), "telos");
        await McpHost.ServeAsync(transport, new SocketDaemon());
    }
}
