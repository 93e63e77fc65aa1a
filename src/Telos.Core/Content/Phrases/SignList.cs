using System.Runtime.CompilerServices;

namespace Telos.Core.Content.Phrases;

/// <summary>Phrases in a text, as columns: a list of objects would bring kilobytes of code for each kind of object.</summary>
internal sealed class SignList
{
    private readonly List<int> _categories = [];
    private readonly List<int> _starts = [];
    private readonly List<int> _ends = [];

    public int Count => _starts.Count;

    public bool IsFull => Count >= ContentLimits.SignsMax;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(int category, int start, int endExcl)
    {
        _categories.Add(category);
        _starts.Add(start);
        _ends.Add(endExcl);
    }

    public void Clear()
    {
        _categories.Clear();
        _starts.Clear();
        _ends.Clear();
    }

    /// <summary>An index into the table's categories.</summary>
    public int Category(int index) => _categories[index];

    public int Start(int index) => _starts[index];

    public int EndExcl(int index) => _ends[index];

    /// <summary>The same in the order of the text.</summary>
    public SignList InOrder()
    {
        long[] keys = new long[Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = _starts[i];
        }

        SignList ordered = new();
        foreach (int index in StableOrder.Of(keys))
        {
            ordered.Add(_categories[index], _starts[index], _ends[index]);
        }

        return ordered;
    }
}
