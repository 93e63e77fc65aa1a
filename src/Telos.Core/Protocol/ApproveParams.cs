namespace Telos.Core.Protocol;

/// <param name="Once">For the policy in force alone; the same words, declared again, ask again.</param>
/// <param name="For">At most so long (90s, 10m, 2h), and never past the intent.</param>
public sealed record ApproveParams(string Id, bool Once = false, string? For = null);
