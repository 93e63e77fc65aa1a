namespace Telos.Core.Protocol;

public sealed record AgentStateParams(uint AgentId);
