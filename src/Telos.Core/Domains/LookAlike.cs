namespace Telos.Core.Domains;

/// <summary>That a name imitates a brand, and how sure that is.</summary>
/// <param name="Brand">Its number in the table; -1 when there is none.</param>
/// <param name="Distance">Mistakes between the two labels.</param>
/// <param name="Score">0 to 100: 60 and more is reason enough to refuse.</param>
public readonly record struct LookAlike(LookAlikeTechnique Technique, int Brand, int Distance, int Score)
{
    public static LookAlike None => new(LookAlikeTechnique.None, -1, 0, 0);
}
