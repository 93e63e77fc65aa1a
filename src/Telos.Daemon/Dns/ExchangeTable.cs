using Telos.Core.Dns;

namespace Telos.Daemon.Dns;

/// <summary>
/// The questions under way, found by what is asked, so that equal ones are asked once. Slots are touched from the
/// bottom up: what was never needed costs no memory.
/// </summary>
internal sealed class ExchangeTable
{
    private const int NameSlot = 256;
    private const int None = -1;

    private readonly Exchange[] _exchanges;
    private readonly byte[] _names;
    private readonly int[] _buckets;
    private int _freeHead = None;
    private int _untouched;

    public ExchangeTable(int capacity)
    {
        // Not moved by a collection, which would make all of it resident.
        _exchanges = GC.AllocateArray<Exchange>(capacity, pinned: true);
        _names = GC.AllocateUninitializedArray<byte>(capacity * NameSlot, pinned: true);
        _buckets = new int[capacity];
    }

    public int Count { get; private set; }

    /// <summary>Slots that were ever in use: the bound for whoever looks at all of them.</summary>
    public int TouchedCount => _untouched;

    public ref Exchange this[int index] => ref _exchanges[index];

    public ReadOnlySpan<byte> NameOf(int index) =>
        _names.AsSpan(index * NameSlot, _exchanges[index].NameLength);

    /// <summary>Below 0: nobody asks that.</summary>
    public int Find(in UpstreamQuestion question)
    {
        uint variant = question.Variant;
        for (int index = _buckets[BucketOf(question.Name, variant)] - 1; index >= 0; index = _exchanges[index].NextAlike)
        {
            if (_exchanges[index].Variant == variant && NameOf(index).SequenceEqual(question.Name))
            {
                return index;
            }
        }

        return None;
    }

    /// <summary>Below 0: the table is full.</summary>
    public int Add(in UpstreamQuestion question)
    {
        int index = Take();
        if (index < 0)
        {
            return None;
        }

        ref Exchange exchange = ref _exchanges[index];
        exchange = new Exchange
        {
            Generation = exchange.Generation + 1,
            IsUsed = true,
            Type = question.Type,
            DnssecOk = question.DnssecOk,
            CheckingDisabled = question.CheckingDisabled,
            NameLength = (byte)question.Name.Length,
            FirstWaiter = None,
            Socket = None,
            Bucket = None,
        };
        question.Name.CopyTo(_names.AsSpan(index * NameSlot));
        ref int head = ref _buckets[BucketOf(question.Name, question.Variant)];
        exchange.NextAlike = head - 1;
        head = index + 1;
        Count++;
        return index;
    }

    /// <summary>Whoever waited, and the timer, have let go of it.</summary>
    public void Remove(int index)
    {
        ref Exchange exchange = ref _exchanges[index];
        ref int head = ref _buckets[BucketOf(NameOf(index), exchange.Variant)];
        if (head - 1 == index)
        {
            head = exchange.NextAlike + 1;
        }
        else
        {
            int before = head - 1;
            while (_exchanges[before].NextAlike != index)
            {
                before = _exchanges[before].NextAlike;
            }

            _exchanges[before].NextAlike = exchange.NextAlike;
        }

        exchange.IsUsed = false;
        exchange.NextAlike = _freeHead;
        _freeHead = index;
        Count--;
    }

    private int Take()
    {
        if (_freeHead >= 0)
        {
            int index = _freeHead;
            _freeHead = _exchanges[index].NextAlike;
            return index;
        }

        return _untouched < _exchanges.Length ? _untouched++ : None;
    }

    // HashCode has a seed of this process, so that nobody makes chains long by choosing names.
    private int BucketOf(ReadOnlySpan<byte> name, uint variant)
    {
        HashCode hash = default;
        hash.Add(variant);
        hash.AddBytes(name);
        return (int)((uint)hash.ToHashCode() % (uint)_buckets.Length);
    }
}
