using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>Something that the words asked for, or ruled out themselves, and that is not granted.</summary>
/// <param name="IsWished">The words rule it out themselves, so that nobody misses it.</param>
public sealed record Refusal(string Subject, Verdict Verdict, string Reason, bool IsWished = false);
