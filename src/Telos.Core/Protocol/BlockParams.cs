namespace Telos.Core.Protocol;

/// <summary>
/// A wish to let nothing in from an address, on control.sock and as a POST's body alike. Ttl as people write it; none: an
/// hour. Reason: in the asker's words.
/// </summary>
public sealed record BlockParams(string Ip, string? Ttl = null, string? Reason = null);
