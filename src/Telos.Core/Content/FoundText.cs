using Telos.Core.Content.Phrases;

namespace Telos.Core.Content;

/// <summary>A finding before it is made safe to print.</summary>
/// <param name="Source">Where it begins in the decoded content.</param>
internal sealed record FoundText(
    ContentLevel Level, Concealment? Concealment, IReadOnlyList<PhraseCategory> Categories, string Text, int Source);
