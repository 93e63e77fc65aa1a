namespace Telos.Daemon.Sockets;

/// <summary>
/// Answers one method: it takes, in any order, the <see cref="Peer"/>, what the dispatch's caller is and the contract's params,
/// nullable if there may be none, and returns an <see cref="Answer{T}"/> of the contract's result.
/// </summary>
/// <param name="name">A constant of <see cref="Core.Protocol.Methods"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RpcMethodAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>What whoever sends other params is told. A method without params that does not say it looks at none.</summary>
    public string? Needs { get; init; }

    /// <summary>The member that has that text, where it is no constant.</summary>
    public string? NeedsIn { get; init; }

    /// <summary>A method that says whether params are sound; others are answered as if they had not been params.</summary>
    public string? Valid { get; init; }
}
