namespace Telos.Core.Policy;

/// <summary>The first thing wrong with a policy.yaml, and where.</summary>
internal sealed record CeilingFault(CeilingStatus Status, long Line, long Column, string Message);
