namespace Telos.Generators.Tests.Rpc;

/// <summary>As much of the daemon as the generators look for, with a table of three methods.</summary>
internal static class RpcContracts
{
    public const string Text = """
        #nullable enable
        using System;
        using System.Text.Json;
        using System.Text.Json.Serialization.Metadata;
        namespace Telos.Core.Protocol
        {
            public enum RpcSocket { Agent, Control }
            public sealed class RpcContractAttribute(RpcSocket socket, Type result) : Attribute
            {
                public RpcSocket Socket = socket;
                public Type Result = result;
                public Type? Params { get; init; }
                public Type? ResultContext { get; init; }
            }
            public sealed record AddParams(int Left, int Right);
            public sealed record Sum(int Value);
            public sealed class ProtocolJson
            {
                public static ProtocolJson Default { get; } = new();
                public JsonTypeInfo<AddParams> AddParams => null!;
                public JsonTypeInfo<Sum> Sum => null!;
            }
            public static class Methods
            {
                [RpcContract(RpcSocket.Agent, typeof(Sum), Params = typeof(AddParams))] public const string Add = "add";
                [RpcContract(RpcSocket.Agent, typeof(Sum))] public const string Last = "last";
                [RpcContract(RpcSocket.Control, typeof(Sum))] public const string Zero = "zero.it";
                public const string Bare = "bare";
            }
            public enum RpcErrorCode { InvalidParams = -32602 }
            public sealed record RpcError(string Message);
            public sealed record RpcRequest(long Id, string Method, object? Params);
            public sealed record RpcResponse(string Text);
        }
        namespace Telos.Daemon.Sockets
        {
            using Telos.Core.Protocol;
            public sealed class RpcDispatchAttribute : Attribute { public string? Caller { get; init; } }
            public sealed class RpcMethodAttribute(string name) : Attribute
            {
                public string Name = name;
                public string? Needs { get; init; }
                public string? NeedsIn { get; init; }
                public string? Valid { get; init; }
            }
            public sealed record Peer(string Name);
            public readonly struct Answer<T>(T value, RpcError? error)
            {
                public T Value { get; } = value;
                public RpcError? Error { get; } = error;
                public static implicit operator Answer<T>(T value) => new(value, null);
                public static implicit operator Answer<T>(RpcError error) => new(default!, error);
            }
            public static class Rpc
            {
                public static readonly RpcResponse Said = new("said");
                public static RpcResponse Fail(long id, RpcErrorCode code, string message) => new($"{id} {(int)code} {message}");
                public static RpcResponse Fail(long id, RpcError error) => new($"{id} {error.Message}");
                public static RpcResponse Respond<T>(long id, in Answer<T> answer, JsonTypeInfo<T> type) =>
                    id < 0 ? Said : new($"{id} {answer.Value}");
                public static bool HasNoParams(RpcRequest request) => request.Params is null;
                public static bool TryParams<T>(RpcRequest request, JsonTypeInfo<T> type, out T? given) where T : class =>
                    (given = request.Params as T) is not null;
            }
        }
        """;
}
