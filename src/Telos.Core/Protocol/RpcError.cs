namespace Telos.Core.Protocol;

/// <summary>Message is one plain sentence; Details are the lines behind it, for instance each refused grant.</summary>
public sealed record RpcError(RpcErrorCode Code, string Message, string[]? Details = null);
