using System.Text.Json.Serialization;

namespace Telos.Core.Protocol;

/// <summary>
/// What a method is asked with and what it answers. The daemon's dispatch and the clients' methods are generated from it, so
/// that neither can mean anything else.
/// </summary>
/// <param name="result">The answer of a call that did what was asked.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class RpcContractAttribute(RpcSocket socket, Type result) : Attribute
{
    public RpcSocket Socket { get; } = socket;

    public Type Result { get; } = result;

    /// <summary>Null: the method has none.</summary>
    public Type? Params { get; init; }

    /// <summary>The <see cref="JsonSerializerContext"/> that knows the result.</summary>
    public Type ResultContext { get; init; } = typeof(ProtocolJson);
}
