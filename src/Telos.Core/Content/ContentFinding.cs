namespace Telos.Core.Content;

/// <summary>One thing that was found, bounded and safe to print.</summary>
/// <param name="Technique">How it is kept from people's eyes; null when they see it.</param>
/// <param name="Categories">Of the phrases in it, as patterns.json names them.</param>
/// <param name="Reasons">The same in words, the technique first.</param>
/// <param name="Excerpt">Foreign text: data to whoever reads it. Control and format characters are shown as numbers.</param>
/// <param name="Place">Where the piece of text lies in which it begins.</param>
public sealed record ContentFinding(
    ContentLevel Level, string? Technique, IReadOnlyList<string> Categories, IReadOnlyList<string> Reasons, string Excerpt,
    ContentPlace Place);
