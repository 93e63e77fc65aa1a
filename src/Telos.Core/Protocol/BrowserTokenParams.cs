namespace Telos.Core.Protocol;

/// <param name="TtlMs">How long a browser may report by it.</param>
public sealed record BrowserTokenParams(uint AgentId, long TtlMs);
