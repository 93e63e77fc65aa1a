using System.Runtime.CompilerServices;

namespace Telos.Core.Content.Styles;

/// <summary>
/// The values that hold for one element, each from the declaration that outweighs the others. Not inlined: there are many
/// calls, and the program has a limit of size.
/// </summary>
internal sealed class StyleValues
{
    private const int Count = (int)StyleProperty.Filter + 1;

    private readonly double[] _values = new double[Count];
    private readonly int[] _weights = new int[Count];

    public void Clear() => Array.Clear(_weights);

    /// <param name="weight">From 1; of two that are equal the later one holds.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Set(StyleProperty property, double value, int weight)
    {
        if (weight >= _weights[(int)property])
        {
            _values[(int)property] = value;
            _weights[(int)property] = weight;
        }
    }

    public bool Has(StyleProperty property) => _weights[(int)property] > 0;

    /// <summary>The number for nothing where none is declared.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public double Get(StyleProperty property, double none = 0) => Has(property) ? _values[(int)property] : none;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Is(StyleProperty property, double value) => Has(property) && _values[(int)property] == value;
}
