namespace Telos.Core.Content;

/// <summary>A stretch of text that is hidden in one way, or not at all.</summary>
/// <param name="Start">In the text of its stream.</param>
/// <param name="Block">By number: words of one block are read on, those of two are apart.</param>
/// <param name="IsQuoted">In what is made for quoting: code, a block quote.</param>
/// <param name="StandsAlone">Not read on from what is before it, nor into what is behind: an attribute, a comment.</param>
internal sealed record TextRun(int Start, int Block, bool IsQuoted, bool StandsAlone, Concealment? Concealment);
