namespace Telos.Core.Dns;

/// <summary>The codes of extended errors that are sent (RFC 8914 4).</summary>
public enum ExtendedError : ushort
{
    Other = 0,
    StaleAnswer = 3,
    CachedError = 13,
    Blocked = 15,
    Filtered = 17,
    Prohibited = 18,
    NoReachableAuthority = 22,
    NetworkError = 23,
}
