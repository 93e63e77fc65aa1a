namespace Telos.Core.Dns;

/// <summary>What the cache has under a name.</summary>
public enum CacheState : byte
{
    Absent,
    Fresh,

    /// <summary>Fresh, but in the last tenth of its TTL and asked for before: a refresh is wanted.</summary>
    Expiring,

    /// <summary>Past its TTL, to be used only when a refresh fails or lasts too long (RFC 8767 section 5).</summary>
    Stale,
}
