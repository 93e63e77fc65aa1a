using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Telos.Core.Policy;
using Telos.Core.Protocol;

namespace Telos.Client;

/// <summary>Requests as lines, and lines as what they say.</summary>
internal static class RpcText
{
    // A member that a later Telos adds is left out, not an error.
    private static readonly JsonSerializerOptions s_answers = new(ProtocolJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(ProtocolJson.Default, PolicyJson.Default),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <exception cref="MessageTooLongException">It is longer than a message may be.</exception>
    public static byte[] Encode(long id, string method, JsonElement? parameters)
    {
        byte[] message = JsonSerializer.SerializeToUtf8Bytes(
            new RpcRequest(RpcResponse.JsonRpcVersion, id, method, parameters), ProtocolJson.Default.RpcRequest);
        return message.Length < ProtocolLimits.LineBytesMax
            ? [.. message, (byte)'\n']
            : throw new MessageTooLongException(
                $"the request is {message.Length} bytes, more than {ProtocolLimits.LineBytesMax}: say it shorter");
    }

    /// <exception cref="TelosException">Telos did not do it, or answers nonsense.</exception>
    public static TResult ResultOf<TResult>(ReadOnlyMemory<byte> line, long id)
    {
        RpcResponse response = Parse<RpcResponse>(line);
        if (response.Id != id)
        {
            throw new ProtocolException($"the answer is to {response.Id}, and not to {id}");
        }

        if (response.Error is RpcError refusal)
        {
            throw TelosException.Of(refusal);
        }

        try
        {
            return response.Result is RawJson result && result.Deserialize(TypeOf<TResult>()) is TResult value
                ? value
                : throw new ProtocolException("the answer has no result");
        }
        catch (JsonException error)
        {
            throw new ProtocolException("the answer is not what the method answers", error);
        }
    }

    /// <exception cref="ProtocolException">It is no such message.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line.Span, TypeOf<T>())
                ?? throw new ProtocolException("the daemon says what is no message");
        }
        catch (JsonException error)
        {
            throw new ProtocolException("the daemon says what is no message", error);
        }
    }

    public static T ParamsOf<T>(RpcNotification message)
    {
        try
        {
            return message.Params.Deserialize(TypeOf<T>()) ?? throw new ProtocolException($"{message.Method} has no params");
        }
        catch (JsonException error)
        {
            throw new ProtocolException($"{message.Method} has other params than it has", error);
        }
    }

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)s_answers.GetTypeInfo(typeof(T));
}
