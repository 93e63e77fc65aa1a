namespace Telos.Core.Protocol;

/// <param name="Missing">What could not be planted, and why.</param>
public sealed record DecoyListResult(DecoyRecord[] Decoys, string[] Missing);
