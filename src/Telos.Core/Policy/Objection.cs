namespace Telos.Core.Policy;

/// <summary>Why a program is not granted, whatever it is for.</summary>
/// <param name="IsWished">The words say so themselves, not the ceiling.</param>
internal sealed record Objection(string Reason, bool IsWished);
