namespace Telos.Core.Content;

/// <summary>What was found in a text.</summary>
/// <param name="level">The worst of the findings; at least Medium when not all was read.</param>
/// <param name="findings">The worst first, at most <see cref="ContentLimits.FindingsMax"/>.</param>
/// <param name="cuts">What was not read, and why; empty: all was.</param>
public sealed class ContentVerdict(
    ContentType type, ContentLevel level, IReadOnlyList<ContentFinding> findings, IReadOnlyList<string> cuts)
{
    public ContentType Type { get; } = type;

    public ContentLevel Level { get; } = level;

    public IReadOnlyList<ContentFinding> Findings { get; } = findings;

    public IReadOnlyList<string> Cuts { get; } = cuts;

    /// <summary>Steps of the scan, for showing that they grow with the length and no faster.</summary>
    internal long Work { get; init; }
}
