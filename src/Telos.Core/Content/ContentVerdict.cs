namespace Telos.Core.Content;

/// <summary>What was found in a text.</summary>
/// <param name="Level">The worst of the findings; at least Medium when not all was read.</param>
/// <param name="Findings">The worst first, at most <see cref="ContentLimits.FindingsMax"/>.</param>
/// <param name="Cuts">What was not read, and why; empty: all was.</param>
public sealed record ContentVerdict(
    ContentType Type, ContentLevel Level, IReadOnlyList<ContentFinding> Findings, IReadOnlyList<string> Cuts)
{
    /// <summary>Steps of the scan, for showing that they grow with the length and no faster.</summary>
    internal long Work { get; init; }
}
