using Telos.Cli.Wire;
using Telos.Client;

namespace Telos.Cli.Mcp;

/// <summary>The daemon in whose process the tools are, asked for the peer of one connection.</summary>
internal sealed class InnerDaemon(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> answer) : IMcpDaemon
{
    public TResult Ask<TResult>(Func<RpcCaller, TResult> ask) => RpcClient.Ask(new InnerCaller(answer), ask);
}
