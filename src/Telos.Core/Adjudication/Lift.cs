namespace Telos.Core.Adjudication;

/// <summary>Somebody's ALLOW over a verdict ESCALATE.</summary>
/// <param name="Subject">As the refusal names it.</param>
/// <param name="UntilNs">On the boot clock.</param>
public sealed record Lift(string Subject, ulong UntilNs);
