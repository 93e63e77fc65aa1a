namespace Telos.Core.Content.Phrases;

/// <param name="Category">An index into the table's; <see cref="NoCategory"/> for what only tells what a text is about.</param>
/// <param name="Topic">An index into the topics, or -1.</param>
internal sealed record Phrase(int Category, int Topic, bool IsCore, PhraseSlot[] Slots)
{
    public const int NoCategory = -1;
}
