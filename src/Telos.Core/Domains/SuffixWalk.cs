using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Telos.Core.Domains;

/// <summary>
/// The suffixes of a name from its top label to the whole name, each with a keyed hash that is carried on from the one
/// before: every byte is hashed once.
/// </summary>
public ref struct SuffixWalk
{
    // 255 octets hold at most 127 labels (RFC 1035 2.3.4).
    private const int LabelCountMax = 127;

    private readonly ReadOnlySpan<byte> _name;
    private readonly HashKey _key;
    private LabelOffsets _offsets;
    private int _left;

    /// <param name="name">The uncompressed, lower-cased wire form with its root byte (RFC 1035 3.1).</param>
    public SuffixWalk(ReadOnlySpan<byte> name, HashKey key)
    {
        _name = name;
        _key = key;
        Hash = key.Start;
        Offset = name.Length - 1;
        for (int offset = 0; name[offset] != 0; offset += name[offset] + 1)
        {
            _offsets[_left] = (byte)offset;
            _left++;
        }

        Debug.Assert(_left <= LabelCountMax && name[^1] == 0, "not a wire name");
    }

    /// <summary>Where the suffix begins: the index of its first label's length byte.</summary>
    public int Offset { get; private set; }

    public ulong Hash { get; private set; }

    /// <summary>How many labels the suffix has.</summary>
    public int LabelCount { get; private set; }

    /// <summary>The hash of the whole name.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> name, HashKey key)
    {
        SuffixWalk walk = new(name, key);
        while (walk.MoveNext())
        {
        }

        return walk.Hash;
    }

    public bool MoveNext()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        LabelCount++;
        int offset = _offsets[_left];
        Hash = _key.Extend(Hash, _name[offset..Offset]);
        Offset = offset;
        return true;
    }

    [InlineArray(LabelCountMax)]
    private struct LabelOffsets
    {
        private byte _first;
    }
}
