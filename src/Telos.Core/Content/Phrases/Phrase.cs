namespace Telos.Core.Content.Phrases;

/// <summary>A phrase, and the next one that begins with the same word.</summary>
/// <param name="category">An index into the table's; <see cref="NoCategory"/> for what only tells what a text is about.</param>
/// <param name="topic">An index into the topics, or -1.</param>
/// <param name="slots">
/// For each slot how many other words may stand before it, its number of alternatives, and for each of these its number of
/// words and their patterns (<see cref="Vocabulary.PatternOf"/>).
/// </param>
internal sealed class Phrase(int category, int topic, bool isCore, int[] slots)
{
    public const int NoCategory = -1;

    public int Category { get; } = category;

    public int Topic { get; } = topic;

    public bool IsCore { get; } = isCore;

    public int[] Slots { get; } = slots;
}
