using Telos.Core.Content.Phrases;

namespace Telos.Core.Content;

/// <summary>The categories of some signs.</summary>
internal struct SignSet(PhraseTable table)
{
    private uint _categories;
    private int _weight;

    /// <summary>Whether one speaks to a model.</summary>
    public bool Aims { get; private set; }

    public void Add(int category)
    {
        if ((_categories & (1u << category)) == 0)
        {
            _categories |= 1u << category;
            _weight += table.Categories[category].Weight;
            Aims |= table.Categories[category].Aims;
        }
    }

    public readonly bool IsInstruction(int weightMin) => uint.PopCount(_categories) >= 2 && _weight >= weightMin;

    public readonly bool AimsStrongly(int weightMin)
    {
        foreach (PhraseCategory category in Categories())
        {
            if (category.Aims && category.Weight >= weightMin)
            {
                return true;
            }
        }

        return false;
    }

    public readonly List<PhraseCategory> Categories()
    {
        List<PhraseCategory> categories = [];
        for (int i = 0; i < table.Categories.Length; i++)
        {
            if ((_categories & (1u << i)) != 0)
            {
                categories.Add(table.Categories[i]);
            }
        }

        return categories;
    }
}
