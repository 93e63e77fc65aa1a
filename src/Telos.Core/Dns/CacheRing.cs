using System.Buffers.Binary;
using System.Diagnostics;

namespace Telos.Core.Dns;

/// <summary>
/// A part of the slab as a log of records: written at the head, given up at the tail. Each begins with the id of its entry and
/// its length, four bytes each, and lies in one piece: what is left before the end is filled with a record of no entry.
/// </summary>
internal sealed class CacheRing
{
    public const int HeaderBytes = 8;
    public const int NoEntry = -1;

    private readonly byte[] _slab;
    private readonly int _start;
    private readonly int _end;
    private int _head;
    private int _tail;
    private int _used;

    public CacheRing(byte[] slab, int start, int size, int countMax)
    {
        _slab = slab;
        _start = start;
        _end = start + size;
        CountMax = countMax;
        Clear();
    }

    public int CountMax { get; }

    /// <summary>Entries whose record is here; others in the log were superseded.</summary>
    public int Count { get; private set; }

    public int LiveBytes { get; private set; }

    /// <summary>
    /// Whether an entry more costs none of the others, once superseded records are gone. An eighth of the log may be such, and
    /// fillers: to gain more from it, too many live records would have to be moved.
    /// </summary>
    public bool IsRoomy(int roomBytes) =>
        Count < CountMax && (Fits(roomBytes) || LiveBytes + roomBytes <= (_end - _start) / 8 * 7);

    /// <summary>Whether a record of so many bytes can be written now; an empty ring takes any of at most half its size.</summary>
    public bool Fits(int roomBytes)
    {
        int toEnd = _end - _head;
        return (roomBytes <= toEnd ? roomBytes : toEnd + roomBytes) <= _end - _start - _used;
    }

    /// <summary>Where the next record begins. The caller writes it, header and all.</summary>
    public int Take(int roomBytes)
    {
        Debug.Assert(Fits(roomBytes) && roomBytes % HeaderBytes == 0);
        int toEnd = _end - _head;
        if (roomBytes > toEnd)
        {
            WriteHeader(_head, NoEntry, toEnd);
            _used += toEnd;
            _head = _start;
        }

        int offset = _head;
        _used += roomBytes;
        _head = Step(_head, roomBytes);
        return offset;
    }

    /// <summary>Gives up the oldest record. Its bytes stand until the next <see cref="Take"/>, which has room for as many.</summary>
    public int GiveUp(out int id)
    {
        Debug.Assert(_used > 0);
        int offset = _tail;
        id = BinaryPrimitives.ReadInt32LittleEndian(_slab.AsSpan(offset));
        int length = BinaryPrimitives.ReadInt32LittleEndian(_slab.AsSpan(offset + sizeof(int)));
        _used -= length;
        _tail = Step(_tail, length);
        return offset;
    }

    public void Add(int roomBytes)
    {
        Count++;
        LiveBytes += roomBytes;
    }

    public void Drop(int roomBytes)
    {
        Count--;
        LiveBytes -= roomBytes;
    }

    public void WriteHeader(int offset, int id, int roomBytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_slab.AsSpan(offset), id);
        BinaryPrimitives.WriteInt32LittleEndian(_slab.AsSpan(offset + sizeof(int)), roomBytes);
    }

    public void Clear()
    {
        _head = _start;
        _tail = _start;
        _used = 0;
        Count = 0;
        LiveBytes = 0;
    }

    private int Step(int offset, int length) => offset + length == _end ? _start : offset + length;
}
