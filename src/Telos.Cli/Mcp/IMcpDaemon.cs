using Telos.Client;

namespace Telos.Cli.Mcp;

/// <summary>The daemon as the tools reach it.</summary>
internal interface IMcpDaemon
{
    /// <exception cref="VerbException">It refused, with its reason, or is gone.</exception>
    public TResult Ask<TResult>(Func<RpcCaller, TResult> ask);
}
