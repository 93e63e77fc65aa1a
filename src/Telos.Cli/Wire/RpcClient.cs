using System.Net.Sockets;
using Telos.Client;
using Telos.Core.Protocol;

namespace Telos.Cli.Wire;

/// <summary>One connection to the daemon, whose faults are a verb's. Blocking, so that the caller stays on its thread.</summary>
internal sealed class RpcClient : IDisposable
{
    private readonly RpcConnection _connection;

    private RpcClient(RpcConnection connection) => _connection = connection;

    /// <exception cref="VerbException">Nobody listens, or somebody of another protocol.</exception>
    public static RpcClient Connect(string path)
    {
        try
        {
            return new RpcClient(RpcConnection.Connect(path));
        }
        catch (TelosException error)
        {
            bool isRefused = error.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied };
            throw new VerbException(isRefused ? ExitCode.NotRoot : ExitCode.NoDaemon, error.Message);
        }
    }

    /// <exception cref="VerbException">The daemon refused, with its reason, or is gone.</exception>
    public TResult Ask<TResult>(Func<RpcCaller, TResult> ask) => Ask(_connection, ask);

    /// <exception cref="VerbException">The daemon refused, with its reason, or is gone.</exception>
    public static TResult Ask<TResult>(RpcCaller daemon, Func<RpcCaller, TResult> ask)
    {
        try
        {
            return ask(daemon);
        }
        catch (TelosException error)
        {
            throw new VerbException(
                ExitCodeOf(error), error.Message, [.. error.Details, .. error.Approvals.Select(ApprovalLines.ForAgent)]);
        }
    }

    public void Dispose() => _connection.Dispose();

    private static int ExitCodeOf(TelosException error) => error switch
    {
        MessageTooLongException => ExitCode.Usage,
        UnavailableException or ProtocolException => ExitCode.NoDaemon,
        { Code: RpcErrorCode.IntentRefused } => ExitCode.IntentRefused,
        { Code: RpcErrorCode.RootOnly } => ExitCode.NotRoot,
        _ => ExitCode.Failed,
    };
}
