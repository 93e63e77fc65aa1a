using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>What a method comes to: its result, or why there is none.</summary>
internal readonly struct Answer<T>
{
    private Answer(T? value, RpcError? error)
    {
        Value = value!;
        Error = error;
    }

    /// <summary>When there is no error.</summary>
    public T Value { get; }

    public RpcError? Error { get; }

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(RpcError error) => new(default, error);
}
