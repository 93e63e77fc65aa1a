using Telos.Core.Dns;

namespace Telos.Daemon.Dns;

/// <summary>Those who wait for upstream, in chains of one exchange each.</summary>
internal sealed class WaiterTable
{
    /// <summary>Header, the longest question, and an OPT without options.</summary>
    private const int QuerySlot = 288;
    private const int None = -1;

    private readonly Waiter[] _waiters;
    private readonly StreamClient?[] _streams;
    private readonly byte[] _queries;
    private int _freeHead = None;
    private int _untouched;

    public WaiterTable(int capacity)
    {
        // Not moved by a collection, which would make all of it resident.
        _waiters = GC.AllocateArray<Waiter>(capacity, pinned: true);
        _streams = new StreamClient?[capacity];
        _queries = GC.AllocateUninitializedArray<byte>(capacity * QuerySlot, pinned: true);
    }

    public int Count { get; private set; }

    public ref Waiter this[int index] => ref _waiters[index];

    public ReadOnlySpan<byte> QueryOf(int index) => _queries.AsSpan(index * QuerySlot, _waiters[index].QueryLength);

    public StreamClient? StreamOf(int index) => _streams[index];

    /// <summary>Below 0: the table is full.</summary>
    /// <param name="message">Parsed; its EDNS options are left out of what is kept.</param>
    public int Add(ReadOnlySpan<byte> message, in DnsQuery query, in QuerySource source)
    {
        int index = Take();
        if (index < 0)
        {
            return None;
        }

        Span<byte> kept = _queries.AsSpan(index * QuerySlot, QuerySlot);
        _waiters[index] = new Waiter
        {
            Path = source.Path,
            Scope = source.Scope,
            Next = None,
            QueryLength = query.CopyWithoutOptions(message, kept),
        };
        _streams[index] = source.Stream;
        Count++;
        return index;
    }

    public void Remove(int index)
    {
        _streams[index] = null;
        _waiters[index].Next = _freeHead;
        _freeHead = index;
        Count--;
    }

    /// <summary>Those of one client are not answered any more: they wait for nobody, and are let go with the rest.</summary>
    public void Forget(int scope)
    {
        for (int index = 0; index < _untouched; index++)
        {
            if (_waiters[index].Scope == scope)
            {
                _waiters[index].Scope = None;
            }
        }
    }

    private int Take()
    {
        if (_freeHead >= 0)
        {
            int index = _freeHead;
            _freeHead = _waiters[index].Next;
            return index;
        }

        return _untouched < _waiters.Length ? _untouched++ : None;
    }
}
