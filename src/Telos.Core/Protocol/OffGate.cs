namespace Telos.Core.Protocol;

/// <summary>A gate that this machine cannot have, and what is open without it.</summary>
public sealed record OffGate(string Gate, string Open);
