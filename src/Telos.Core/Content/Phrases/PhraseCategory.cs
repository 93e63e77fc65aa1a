namespace Telos.Core.Content.Phrases;

/// <param name="aims">Whether it speaks to a model at all; what does not is found in many honest texts.</param>
/// <param name="means">For people.</param>
internal sealed class PhraseCategory(string name, int weight, bool aims, string means)
{
    public string Name { get; } = name;

    public int Weight { get; } = weight;

    public bool Aims { get; } = aims;

    public string Means { get; } = means;
}
