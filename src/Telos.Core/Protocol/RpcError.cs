namespace Telos.Core.Protocol;

/// <summary>
/// Message is one plain sentence; Details are the lines behind it, for instance each refused grant; Approvals, what of it
/// somebody is asked about.
/// </summary>
public sealed record RpcError(
    RpcErrorCode Code, string Message, string[]? Details = null, ApprovalRecord[]? Approvals = null);
