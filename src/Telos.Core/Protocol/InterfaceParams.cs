namespace Telos.Core.Protocol;

/// <summary>A network interface, by its name.</summary>
public sealed record InterfaceParams(string Interface);
