using System.Runtime.CompilerServices;

namespace Telos.Core.Domains;

/// <summary>
/// A polynomial hash of a label and, in constant time, of every part of it, also with an octet or two left out. It has
/// no key: whoever makes labels collide makes us compare them, no more.
/// </summary>
internal ref struct LabelHash
{
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private const int LengthMax = LabelFold.LengthMax;

    private Words _prefix;
    private Words _power;
    private readonly int _length;

    public LabelHash(ReadOnlySpan<byte> label)
    {
        _length = label.Length;
        _power[0] = 1;
        for (int i = 0; i < label.Length; i++)
        {
            _prefix[i + 1] = unchecked((_prefix[i] * Factor) + label[i] + 1);
            _power[i + 1] = unchecked(_power[i] * Factor);
        }
    }

    public readonly int Length => _length;

    public static ulong Of(ReadOnlySpan<byte> label)
    {
        ulong hash = 0;
        foreach (byte value in label)
        {
            hash = unchecked((hash * Factor) + value + 1);
        }

        return hash;
    }

    public readonly ulong Part(int start, int end) => unchecked(_prefix[end] - (_prefix[start] * _power[end - start]));

    public readonly ulong Without(int index) => Join(_prefix[index], index + 1, _length);

    /// <param name="second">Greater than the first.</param>
    public readonly ulong Without(int first, int second) => Join(Join(_prefix[first], first + 1, second), second + 1, _length);

    private readonly ulong Join(ulong before, int start, int end) =>
        unchecked((before * _power[end - start]) + Part(start, end));

    [InlineArray(LengthMax + 1)]
    private struct Words
    {
        private ulong _first;
    }
}
