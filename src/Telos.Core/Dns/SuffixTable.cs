using System.Runtime.CompilerServices;

namespace Telos.Core.Dns;

/// <summary>
/// Where the suffixes of the names in a message under way begin. Few are kept, and only those of the same length are
/// compared, so that no message makes its writer search for long (CVE-2024-8508).
/// </summary>
internal struct SuffixTable
{
    private const int Capacity = 24;

    private Suffixes _suffixes;
    private int _count;

    /// <summary>How many octets of the name are to be written; pointer: what follows them, 0 for the root.</summary>
    public readonly int FindLongest(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name, out int pointer)
    {
        int kept = 0;
        while (name[kept] != 0)
        {
            pointer = Find(message, name[kept..]);
            if (pointer != 0)
            {
                return kept;
            }

            kept += name[kept] + 1;
        }

        pointer = 0;
        return kept;
    }

    /// <param name="offset">Where the name is written.</param>
    /// <param name="name">All of it.</param>
    /// <param name="kept">How many octets of it are written there, without a pointer.</param>
    public void Add(int offset, ReadOnlySpan<byte> name, int kept)
    {
        for (int i = 0; i < kept && _count < Capacity; i += name[i] + 1)
        {
            if (offset + i > DnsLimits.PointerOffsetMax)
            {
                return;
            }

            _suffixes[_count++] = new Suffix((ushort)(offset + i), (ushort)(name.Length - i));
        }
    }

    /// <summary>What was written from there on is taken back.</summary>
    public void Forget(int offset)
    {
        while (_count > 0 && _suffixes[_count - 1].Offset >= offset)
        {
            _count--;
        }
    }

    private readonly int Find(ReadOnlySpan<byte> message, ReadOnlySpan<byte> suffix)
    {
        for (int i = 0; i < _count; i++)
        {
            Suffix known = _suffixes[i];
            if (known.Length == suffix.Length
                && DnsName.TryRead(message, known.Offset, out DnsName name) == DnsStatus.Ok && name.Is(suffix))
            {
                return known.Offset;
            }
        }

        return 0;
    }

    /// <param name="Length">Without compression, with the root's octet.</param>
    private readonly record struct Suffix(ushort Offset, ushort Length);

    [InlineArray(Capacity)]
    private struct Suffixes
    {
        private Suffix _first;
    }
}
