namespace Telos.Daemon.Dns;

/// <summary>A port that a policy grants at a host that it names.</summary>
/// <param name="UntilNs">On the boot clock.</param>
internal readonly record struct NamedPort(ushort Port, byte Protocol, ulong UntilNs);
