namespace Telos.Core.Dns;

/// <summary>What a cached message is: an answer, a denial of one (RFC 2308), or a resolution that failed (RFC 9520).</summary>
public enum CacheKind : byte
{
    Positive,

    /// <summary>NXDOMAIN or NODATA.</summary>
    Negative,
    Failure,
}
