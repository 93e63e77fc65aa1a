namespace Telos.Core.Protocol;

/// <summary>It is done, for this agent.</summary>
public sealed record AgentResult(uint AgentId);
