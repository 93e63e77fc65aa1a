namespace Telos.Daemon.Sockets;

/// <summary>
/// The partial class gets <c>Dispatch</c>: a request's method is found, its params are parsed and checked, the
/// <see cref="RpcMethodAttribute"/> method is called and its answer written. Null is for the method of somebody else.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RpcDispatchAttribute : Attribute
{
    /// <summary>
    /// A method that says who asks, or why they may not: it takes the <see cref="Peer"/> and returns an <see cref="Answer{T}"/>
    /// of what the methods take. It is called when the params are sound.
    /// </summary>
    public string? Caller { get; init; }
}
