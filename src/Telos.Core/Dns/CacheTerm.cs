namespace Telos.Core.Dns;

/// <summary>What an entry stands for, and from when on for how long.</summary>
internal readonly record struct CacheTerm(CacheKind Kind, uint TtlSeconds, byte FailureRun, long StoredAt);
