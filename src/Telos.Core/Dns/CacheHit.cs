namespace Telos.Core.Dns;

/// <summary>A view into the cache's own memory. The next <c>Put</c> or <c>Clear</c> may overwrite it.</summary>
public readonly ref struct CacheHit
{
    public CacheState State { get; init; }

    public CacheKind Kind { get; init; }

    /// <summary>The message as it was put: the caller copies it, then sets the id and lowers the TTLs.</summary>
    public ReadOnlySpan<byte> Wire { get; init; }

    /// <summary>Where in <see cref="Wire"/> the TTLs begin.</summary>
    public ReadOnlySpan<ushort> TtlOffsets { get; init; }

    /// <summary>Seconds since the message was put.</summary>
    public uint AgeSeconds { get; init; }

    /// <summary>Seconds left of its TTL; 0 when stale.</summary>
    public uint RemainingSeconds { get; init; }

    /// <summary>Stale, and the refresh failed so recently that none is to be tried yet (RFC 9520 section 3.2).</summary>
    public bool FailedRecently { get; init; }
}
