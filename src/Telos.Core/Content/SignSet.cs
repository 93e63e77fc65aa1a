using Telos.Core.Content.Phrases;

namespace Telos.Core.Content;

/// <summary>The categories of some signs.</summary>
internal struct SignSet(PhraseTable table)
{
    private int _weight;

    /// <summary>A bit for each.</summary>
    public uint Bits { get; private set; }

    /// <summary>Whether one speaks to a model.</summary>
    public bool Aims { get; private set; }

    public void Add(int category)
    {
        if ((Bits & (1u << category)) == 0)
        {
            Bits |= 1u << category;
            _weight += table.Categories[category].Weight;
            Aims |= table.Categories[category].Aims;
        }
    }

    public readonly bool IsInstruction(int weightMin) => uint.PopCount(Bits) >= 2 && _weight >= weightMin;

    public readonly bool AimsStrongly(int weightMin)
    {
        for (int i = 0; i < table.Categories.Length; i++)
        {
            PhraseCategory category = table.Categories[i];
            if ((Bits & (1u << i)) != 0 && category.Aims && category.Weight >= weightMin)
            {
                return true;
            }
        }

        return false;
    }
}
