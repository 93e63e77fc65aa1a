namespace Telos.Core.Protocol;

/// <summary>The intent in force, for that long from now on.</summary>
public sealed record ExtendParams(long TtlMs);
