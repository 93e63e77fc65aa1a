namespace Telos.Core.Protocol;

/// <summary>Oldest first; Forgotten: how many there were before those that are kept.</summary>
public sealed record DenialsResult(DenialRecord[] Denials, long Forgotten);
