namespace Telos.Core.Content;

/// <summary>A stretch of text that is hidden in one way, or not at all.</summary>
/// <param name="start">In the text of its stream.</param>
/// <param name="block">By number: words of one block are read on, those of two are apart.</param>
/// <param name="isQuoted">In what is made for quoting: code, a block quote.</param>
/// <param name="standsAlone">Not read on from what is before it, nor into what is behind: an attribute, a comment.</param>
internal sealed class TextRun(int start, int block, bool isQuoted, bool standsAlone, Concealment? concealment)
{
    public int Start { get; } = start;

    public int Block { get; } = block;

    public bool IsQuoted { get; } = isQuoted;

    public bool StandsAlone { get; } = standsAlone;

    public Concealment? Concealment { get; } = concealment;
}
