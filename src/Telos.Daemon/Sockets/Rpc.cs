using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>Requests taken apart and responses put together.</summary>
internal static class Rpc
{
    public static RpcResponse Respond<T>(long id, in Answer<T> answer, JsonTypeInfo<T> type) => answer.Error is RpcError error
        ? Fail(id, error)
        : new RpcResponse(RpcResponse.JsonRpcVersion, id, RawJson.Of(answer.Value, type));

    public static RpcResponse Fail(long id, RpcErrorCode code, string message) => Fail(id, new RpcError(code, message));

    public static RpcResponse Fail(long id, RpcError error) => new(RpcResponse.JsonRpcVersion, id, null, error);

    public static RpcResponse NoMethod(RpcRequest request) =>
        Fail(request.Id, RpcErrorCode.MethodNotFound, $"no method {request.Method}");

    public static bool HasNoParams(RpcRequest request) => request.Params is not JsonElement given
        || (given.ValueKind == JsonValueKind.Object && !given.EnumerateObject().Any());

    /// <summary>False when there are none, or other members than the method has.</summary>
    public static bool TryParams<T>(RpcRequest request, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? parameters)
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
