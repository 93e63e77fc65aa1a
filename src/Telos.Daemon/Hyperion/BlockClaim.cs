namespace Telos.Daemon.Hyperion;

/// <summary>One source's wish that an address be blocked: a denied name, the operator, another program.</summary>
internal readonly record struct BlockClaim(string Source, BlockReason Reason, ulong ExpiresNs);
