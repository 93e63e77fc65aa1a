namespace Telos.Core.Domains;

/// <summary>The outcome of folding a label.</summary>
/// <param name="Length">Of the skeleton, in octets; 0 for an invalid label.</param>
public readonly record struct FoldedLabel(int Length, FoldFlags Flags);
