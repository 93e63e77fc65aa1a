using Telos.Daemon.Sockets;

namespace Telos.Cli.Mcp;

/// <summary>What the daemon serves to models that connect to its socket.</summary>
internal sealed class McpSessions : IModelServer
{
    public IModelSession Open(
        Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> answer, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send) =>
        new McpSession(answer, send);
}
