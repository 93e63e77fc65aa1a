namespace Telos.Core.Policy;

/// <summary>Leave to reach one port. Host is a lower-case ASCII name or an address in canonical
/// text.</summary>
/// <param name="UntilNs">On the boot clock, when it ends before the policy does.</param>
public sealed record HostGrant(string Host, ushort Port, Transport Transport, string Reason, ulong? UntilNs = null);
