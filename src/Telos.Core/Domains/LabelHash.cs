using System.Runtime.CompilerServices;

namespace Telos.Core.Domains;

/// <summary>
/// A polynomial hash of a label and, in constant time, of every part of it. It has no key: whoever makes labels collide
/// makes us compare them, no more.
/// </summary>
internal ref struct LabelHash
{
    /// <summary>Longer ones are no labels.</summary>
    public const int LengthMax = 63;
    private const ulong Factor = 0x9E3779B97F4A7C15;

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

    /// <summary>
    /// What is left without octet i has the hash <c>once[i]</c>, without i and a later j <c>gap[i] + once[j]</c>: what stands
    /// before i moves one place further then, and nothing else changes.
    /// </summary>
    /// <param name="once">Room for <see cref="Length"/> words.</param>
    /// <param name="gap">The same; none for the last octet.</param>
    public readonly void Without(Span<ulong> once, Span<ulong> gap)
    {
        for (int i = 0; i < _length; i++)
        {
            once[i] = unchecked((_prefix[i] * _power[_length - 1 - i]) + Part(i + 1, _length));
            gap[i] = i + 1 < _length ? unchecked((_prefix[i] - _prefix[i + 1]) * _power[_length - 2 - i]) : 0;
        }
    }

    [InlineArray(LengthMax + 1)]
    private struct Words
    {
        private ulong _first;
    }
}
