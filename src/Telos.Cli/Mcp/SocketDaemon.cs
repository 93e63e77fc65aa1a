using Telos.Cli.Wire;
using Telos.Client;
using Telos.Daemon;

namespace Telos.Cli.Mcp;

/// <summary>A connection for each question: the daemon may come and go in between.</summary>
internal sealed class SocketDaemon : IMcpDaemon
{
    public TResult Ask<TResult>(Func<RpcCaller, TResult> ask)
    {
        using RpcClient client = RpcClient.Connect(TelosPaths.AgentSocket);
        return client.Ask(ask);
    }
}
