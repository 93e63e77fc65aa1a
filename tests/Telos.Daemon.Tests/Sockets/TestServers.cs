using Telos.Core.Protocol;
using Telos.Daemon.Sockets;

namespace Telos.Daemon.Tests.Sockets;

/// <summary>Line servers with methods of the test's.</summary>
internal static class TestServers
{
    public const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
    public const string Pong = """{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"ping"}}""";
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static LineServer Echo(TempDirectory temp, LineLimits? limits = null, uint? agent = null) => Serve(
        temp, (_, request) => Rpc.Fail(request.Id, RpcErrorCode.MethodNotFound, request.Method), limits, agent);

    /// <param name="agent">Whose connection each is.</param>
    public static LineServer Serve(
        TempDirectory temp, Func<Peer, RpcRequest, RpcResponse> serve, LineLimits? limits = null, uint? agent = null) =>
        new(temp.File("s"), OwnerOnly, serve, _ => agent, limits ?? LineLimits.OfControl);
}
