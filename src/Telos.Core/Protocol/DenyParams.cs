namespace Telos.Core.Protocol;

/// <param name="Reason">What the agent is told.</param>
public sealed record DenyParams(string Id, string? Reason = null);
