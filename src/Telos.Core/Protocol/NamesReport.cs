namespace Telos.Core.Protocol;

/// <summary>
/// What the DNS dataplane did since the daemon started. Asked: queries of all clients; Refused: answered with a reason
/// instead of an address; Failed: upstream attempts without an answer; Mismatches: responses that fit nothing that was
/// asked; Overloaded: queries refused because all places for waiting were taken; Untold: refusals that the log does not
/// have.
/// </summary>
public sealed record NamesReport(
    string[] Upstreams, long Asked, long Refused, long CacheHits, long Forwarded, long Failed, long Mismatches, long Overloaded,
    long Untold);
