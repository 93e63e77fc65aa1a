namespace Telos.Core.Protocol;

/// <summary>
/// What the XDP programs did a moment ago, as they are attached. Fault: why an interface that the operator named is not
/// filtered.
/// </summary>
public sealed record ProbeResult(InterfaceProbe[] Interfaces, string? Fault = null);
