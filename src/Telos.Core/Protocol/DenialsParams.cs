namespace Telos.Core.Protocol;

/// <summary>The latest refusals of the calling agent, Limit of them at most.</summary>
public sealed record DenialsParams(int? Limit = null);
