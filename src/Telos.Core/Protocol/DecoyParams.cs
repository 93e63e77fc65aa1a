namespace Telos.Core.Protocol;

/// <param name="Kinds">Null: those of policy.yaml, or all when it names none.</param>
public sealed record DecoyParams(uint AgentId, string[]? Kinds = null);
