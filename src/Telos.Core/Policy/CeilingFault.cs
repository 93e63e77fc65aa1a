namespace Telos.Core.Policy;

/// <summary>One thing wrong with a policy.yaml, and where.</summary>
internal sealed record CeilingFault(CeilingStatus Status, long Line, long Column, string Message);
