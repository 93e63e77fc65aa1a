using System.Text.Json;

namespace Telos.Core.Protocol;

public sealed record RpcResponse(string Jsonrpc, long Id, JsonElement? Result = null, RpcError? Error = null)
{
    public const string JsonRpcVersion = "2.0";
}
