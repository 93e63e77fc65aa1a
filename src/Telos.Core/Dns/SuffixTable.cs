using System.Runtime.CompilerServices;

namespace Telos.Core.Dns;

/// <summary>
/// Where the suffixes of the names in a message under way begin. Few are kept, so that no message makes its writer
/// search for long (CVE-2024-8508).
/// </summary>
internal struct SuffixTable
{
    private const int Capacity = 24;

    private Offsets _offsets;
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

    /// <param name="labels">What is written there without a pointer.</param>
    public void Add(int offset, ReadOnlySpan<byte> labels)
    {
        for (int i = 0; i < labels.Length && _count < Capacity; i += labels[i] + 1)
        {
            if (offset + i > DnsLimits.PointerOffsetMax)
            {
                return;
            }

            _offsets[_count++] = (ushort)(offset + i);
        }
    }

    /// <summary>What was written from there on is taken back.</summary>
    public void Forget(int offset)
    {
        while (_count > 0 && _offsets[_count - 1] >= offset)
        {
            _count--;
        }
    }

    private readonly int Find(ReadOnlySpan<byte> message, ReadOnlySpan<byte> suffix)
    {
        for (int i = 0; i < _count; i++)
        {
            int offset = _offsets[i];

            // Most differ in the first label.
            if (message[offset] == suffix[0] && message[offset + 1] == suffix[1]
                && DnsName.TryRead(message, offset, out DnsName known) == DnsStatus.Ok && known.Is(suffix))
            {
                return offset;
            }
        }

        return 0;
    }

    [InlineArray(Capacity)]
    private struct Offsets
    {
        private ushort _first;
    }
}
