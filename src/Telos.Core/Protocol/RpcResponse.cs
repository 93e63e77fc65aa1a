namespace Telos.Core.Protocol;

public sealed record RpcResponse(string Jsonrpc, long Id, RawJson? Result = null, RpcError? Error = null)
{
    public const string JsonRpcVersion = "2.0";
}
