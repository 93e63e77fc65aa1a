namespace Telos.Core.Content.Phrases;

/// <summary>A word of a text as far as the phrases tell words apart.</summary>
/// <param name="exact">An index into the vocabulary's words, or a constant below.</param>
/// <param name="beginning">The longest of the vocabulary's beginnings with which it begins, or <see cref="Unknown"/>.</param>
internal readonly struct Word(int start, int endExcl, int exact, int beginning)
{
    public const int Unknown = -1;
    public const int Mark = -2;
    public const int Colon = -3;

    public int Start { get; } = start;

    public int EndExcl { get; } = endExcl;

    public int Exact { get; } = exact;

    public int Beginning { get; } = beginning;

    public bool IsMark => Exact <= Mark;
}
