namespace Telos.Core.Content.Phrases;

/// <summary>A phrase in a text.</summary>
/// <param name="category">An index into the table's.</param>
internal readonly struct Sign(int category, int start, int endExcl)
{
    public int Category { get; } = category;

    public int Start { get; } = start;

    public int EndExcl { get; } = endExcl;
}
