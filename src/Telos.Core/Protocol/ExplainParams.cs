namespace Telos.Core.Protocol;

/// <summary>What would be granted for these words; Actions are planned steps or command lines. Nothing is changed.</summary>
public sealed record ExplainParams(string Intent, string[]? Actions = null, long? TtlMs = null);
