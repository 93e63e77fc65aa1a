namespace Telos.Linux.Sockets;

/// <summary>AF_INET or AF_INET6, and IPPROTO_TCP or IPPROTO_UDP.</summary>
public readonly record struct AddressKind(byte Family, byte Protocol);
