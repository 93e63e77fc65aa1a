namespace Telos.Core.Protocol;

/// <param name="Taint">The agent's taint, with that of those that share memory with it.</param>
public sealed record TaintResult(uint AgentId, string Taint);
