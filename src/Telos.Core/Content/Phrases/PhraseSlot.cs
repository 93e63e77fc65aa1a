namespace Telos.Core.Content.Phrases;

/// <param name="GapMax">Other words that may stand before it; marks are stepped over.</param>
/// <param name="Alternatives">Each some word patterns in a row (<see cref="Vocabulary.PatternOf"/>).</param>
internal sealed record PhraseSlot(int GapMax, int[][] Alternatives);
