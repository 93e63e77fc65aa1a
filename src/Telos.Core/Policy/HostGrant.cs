namespace Telos.Core.Policy;

/// <summary>Leave to reach one port. Host is a lower-case ASCII name or an address in canonical
/// text.</summary>
public sealed record HostGrant(string Host, ushort Port, Transport Transport, string Reason);
