namespace Telos.Core.Content.Phrases;

/// <param name="Aims">Whether it speaks to a model at all; what does not is found in many honest texts.</param>
/// <param name="Means">For people.</param>
internal sealed record PhraseCategory(string Name, int Weight, bool Aims, string Means);
