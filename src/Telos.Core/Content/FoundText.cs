namespace Telos.Core.Content;

/// <summary>A finding before it is made safe to print.</summary>
/// <param name="categories">A bit for each.</param>
/// <param name="source">Where it begins in the decoded content.</param>
internal sealed class FoundText(
    ContentLevel level, Concealment? concealment, uint categories, string text, int source)
{
    public ContentLevel Level { get; } = level;

    public Concealment? Concealment { get; } = concealment;

    public uint Categories { get; } = categories;

    public string Text { get; } = text;

    public int Source { get; set; } = source;
}
