namespace Telos.Core.Content;

/// <summary>One thing that was found, bounded and safe to print.</summary>
/// <param name="technique">How it is kept from people's eyes; null when they see it.</param>
/// <param name="categories">Of the phrases in it, as patterns.json names them.</param>
/// <param name="reasons">The same in words, the technique first.</param>
/// <param name="excerpt">Foreign text: data to whoever reads it. Control and format characters are shown as numbers.</param>
/// <param name="place">Where the piece of text lies in which it begins.</param>
public sealed class ContentFinding(
    ContentLevel level, string? technique, IReadOnlyList<string> categories, IReadOnlyList<string> reasons,
    string excerpt, ContentPlace place)
{
    public ContentLevel Level { get; } = level;

    public string? Technique { get; } = technique;

    public IReadOnlyList<string> Categories { get; } = categories;

    public IReadOnlyList<string> Reasons { get; } = reasons;

    public string Excerpt { get; } = excerpt;

    public ContentPlace Place { get; } = place;
}
