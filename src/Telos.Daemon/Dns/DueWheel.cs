namespace Telos.Daemon.Dns;

/// <summary>When exchanges are due, in buckets of 16 ms; nothing is due later than a turn of the wheel.</summary>
internal sealed class DueWheel
{
    private const int BucketMsShift = 4;
    private const int BucketCount = 1024;
    private const int None = -1;

    private readonly ExchangeTable _exchanges;
    private readonly int[] _heads = new int[BucketCount];
    private long _tick;
    private int _count;

    public DueWheel(ExchangeTable exchanges, long nowMs)
    {
        _exchanges = exchanges;
        _tick = nowMs >> BucketMsShift;
        Array.Fill(_heads, None);
    }

    /// <summary>To be called before things are added: time in which nothing was due is skipped, however long it was.</summary>
    public void Advance(long nowMs)
    {
        if (_count == 0)
        {
            _tick = Math.Max(_tick, nowMs >> BucketMsShift);
        }
    }

    public void Add(int index, long dueMs)
    {
        ref Exchange exchange = ref _exchanges[index];
        long tick = Math.Clamp(dueMs >> BucketMsShift, _tick + 1, _tick + BucketCount - 1);
        int bucket = (int)(tick % BucketCount);
        exchange.Bucket = bucket;
        exchange.PreviousDue = None;
        exchange.NextDue = _heads[bucket];
        if (exchange.NextDue >= 0)
        {
            _exchanges[exchange.NextDue].PreviousDue = index;
        }

        _heads[bucket] = index;
        _count++;
    }

    public void Remove(int index)
    {
        ref Exchange exchange = ref _exchanges[index];
        if (exchange.Bucket < 0)
        {
            return;
        }

        if (exchange.PreviousDue >= 0)
        {
            _exchanges[exchange.PreviousDue].NextDue = exchange.NextDue;
        }
        else
        {
            _heads[exchange.Bucket] = exchange.NextDue;
        }

        if (exchange.NextDue >= 0)
        {
            _exchanges[exchange.NextDue].PreviousDue = exchange.PreviousDue;
        }

        exchange.Bucket = None;
        _count--;
    }

    /// <summary>Takes one that is due out; below 0: none is, for now.</summary>
    public int TakeDue(long nowMs)
    {
        long now = nowMs >> BucketMsShift;
        while (true)
        {
            int head = _heads[(int)(_tick % BucketCount)];
            if (head >= 0)
            {
                Remove(head);
                return head;
            }

            if (_tick >= now)
            {
                return None;
            }

            // After a long pause one turn sees every bucket.
            _tick = Math.Max(_tick + 1, now - BucketCount + 1);
        }
    }
}
