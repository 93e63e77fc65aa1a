using System.Numerics;

namespace Telos.Core.Domains;

/// <summary>
/// Domain names, each standing for itself and all names below it; immutable once read. Kept are 64-bit keyed hashes
/// and a filter before them: 12.2 bytes a name. A name that is not listed matches by accident once in
/// 2^64 / (names * labels asked), about 6e-14 a label with a million names, and nobody without the key can look for one.
/// </summary>
public sealed class NameSet
{
    // Three slots of four are taken: clusters stay short, and an empty slot always ends the probing.
    private const int SlotsPerFourThirds = 3;
    private const int FilterBitsPerName = 12;
    private const int ReadBufferBytes = 1 << 16;

    private readonly HashKey _key;

    // Pinned: the collector neither moves nor scans them.
    private readonly ulong[] _slots;
    private readonly ulong[] _filter;

    private NameSet(HashKey key, int namesMax)
    {
        _key = key;
        _slots = GC.AllocateArray<ulong>(namesMax / SlotsPerFourThirds * 4 + 8, pinned: true);
        _filter = GC.AllocateArray<ulong>((int)((long)namesMax * FilterBitsPerName / 64) + 1, pinned: true);
    }

    public int Count { get; private set; }

    public int BadLines { get; private set; }

    /// <summary>The number of the first bad line, from 1; 0 if there is none.</summary>
    public int FirstBadLine { get; private set; }

    public DomainLineStatus FirstBadStatus { get; private set; }

    public long BytesHeld => sizeof(ulong) * ((long)_slots.Length + _filter.Length);

    /// <summary>
    /// Reads a list (<see cref="DomainLine"/>). Bad lines are counted and left out. The stream is read twice, so that the
    /// table has its size from the start and memory never doubles.
    /// </summary>
    /// <exception cref="NotSupportedException">The stream cannot seek.</exception>
    /// <exception cref="IOException">It cannot be read, or got more lines meanwhile.</exception>
    public static NameSet Read(Stream list, HashKey key)
    {
        byte[] buffer = new byte[ReadBufferBytes];
        long start = list.Position;
        int namesMax = LineScan.Count(list, buffer);
        NameSet names = new(key, namesMax);
        list.Position = start;
        LineScan lines = new(list, buffer);
        Span<byte> name = stackalloc byte[DomainLine.NameLengthMax];
        while (lines.MoveNext())
        {
            int length = 0;
            DomainLineStatus status =
                lines.TooLong ? DomainLineStatus.LineTooLong : DomainLine.Parse(lines.Line, name, out length);
            if (status == DomainLineStatus.Name)
            {
                // The table must keep an empty slot.
                if (names.Count == namesMax)
                {
                    throw new IOException("it grew while it was read");
                }

                names.Add(name[..length]);
            }
            else if (status != DomainLineStatus.Blank)
            {
                names.Report(status, lines.Number);
            }
        }

        return names;
    }

    /// <summary>Whether the name or a parent of it is listed; the one with the fewest labels is found.</summary>
    /// <param name="name">The uncompressed, lower-cased wire form with its root byte (RFC 1035 3.1).</param>
    /// <param name="matchedOffset">Where in the name the listed one begins; -1 if none is.</param>
    public bool TryMatch(ReadOnlySpan<byte> name, out int matchedOffset)
    {
        SuffixWalk walk = new(name, _key);
        while (walk.MoveNext())
        {
            if (Passes(walk.Hash) && _slots[Find(walk.Hash)] != 0)
            {
                matchedOffset = walk.Offset;
                return true;
            }
        }

        matchedOffset = -1;
        return false;
    }

    private void Add(ReadOnlySpan<byte> name)
    {
        ulong hash = SuffixWalk.HashOf(name, _key);
        int slot = Find(hash);
        if (_slots[slot] == 0)
        {
            _slots[slot] = hash;
            _filter[FilterIndex(hash)] |= FilterMask(hash);
            Count++;
        }
    }

    private void Report(DomainLineStatus status, int line)
    {
        if (BadLines == 0)
        {
            (FirstBadStatus, FirstBadLine) = (status, line);
        }

        BadLines++;
    }

    private int Find(ulong hash)
    {
        ulong[] slots = _slots;
        int slot = Reduce(hash, slots.Length);
        while (slots[slot] != hash && slots[slot] != 0)
        {
            slot++;
            slot = slot == slots.Length ? 0 : slot;
        }

        return slot;
    }

    private bool Passes(ulong hash)
    {
        ulong mask = FilterMask(hash);
        return (_filter[FilterIndex(hash)] & mask) == mask;
    }

    // The filter's word is chosen by the low half of the hash, the slot by the high half.
    private int FilterIndex(ulong hash) => Reduce(BitOperations.RotateLeft(hash, 32), _filter.Length);

    private static ulong FilterMask(ulong hash) =>
        1UL << (int)(hash >> 32) | 1UL << (int)(hash >> 38) | 1UL << (int)(hash >> 44) | 1UL << (int)(hash >> 50);

    private static int Reduce(ulong hash, int count) => (int)Math.BigMul(hash, (ulong)count, out _);
}
