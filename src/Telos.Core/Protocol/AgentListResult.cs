namespace Telos.Core.Protocol;

/// <summary>The agents that run, by their numbers.</summary>
public sealed record AgentListResult(AgentStateResult[] Agents);
