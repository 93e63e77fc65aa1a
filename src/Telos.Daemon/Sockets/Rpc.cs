using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>Requests taken apart and responses put together.</summary>
internal static class Rpc
{
    public static RpcResponse Reply<T>(long id, T result, JsonTypeInfo<T> type) =>
        new(RpcResponse.JsonRpcVersion, id, RawJson.Of(result, type), null);

    public static RpcResponse Fail(
        long id, RpcErrorCode code, string message, string[]? details = null, ApprovalRecord[]? approvals = null) =>
        new(RpcResponse.JsonRpcVersion, id, null, new RpcError(code, message, details, approvals));

    /// <summary>False when there are none, or other members than the method has.</summary>
    public static bool TryParams<T>(RpcRequest request, JsonTypeInfo<T> type, out T? parameters)
        where T : class
    {
        parameters = null;
        if (request.Params is not JsonElement element)
        {
            return false;
        }

        try
        {
            parameters = element.Deserialize(type);
        }
        catch (JsonException)
        {
            return false;
        }

        return parameters is not null;
    }
}
