using System.Text.Json;

namespace Telos.Core.Protocol;

/// <summary>The server's first line.</summary>
public sealed record Greeting(int Telos);

public sealed record RpcRequest(string Jsonrpc, long Id, string Method, JsonElement? Params);

public sealed record RpcResponse(string Jsonrpc, long Id, JsonElement? Result, RpcError? Error)
{
    public const string JsonRpcVersion = "2.0";
}

/// <summary>Message is one plain sentence; Details are the lines behind it, for instance each refused grant.</summary>
public sealed record RpcError(RpcErrorCode Code, string Message, string[]? Details);
