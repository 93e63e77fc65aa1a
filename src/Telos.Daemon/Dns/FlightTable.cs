namespace Telos.Daemon.Dns;

/// <summary>Which exchange a datagram answers: by the socket that it came to and its id. Open addressing.</summary>
internal sealed class FlightTable
{
    private const uint Multiplier = 2654435769;

    private readonly ExchangeTable _exchanges;
    private readonly int[] _slots;
    private readonly int _mask;

    /// <param name="capacity">A power of two, twice the exchanges at least.</param>
    public FlightTable(ExchangeTable exchanges, int capacity)
    {
        _exchanges = exchanges;
        _slots = new int[capacity];
        _mask = capacity - 1;
    }

    /// <summary>Below 0: nothing was asked so.</summary>
    public int Find(int socket, ushort id)
    {
        for (int slot = HomeOf(socket, id); _slots[slot] != 0; slot = (slot + 1) & _mask)
        {
            int index = _slots[slot] - 1;
            if (_exchanges[index].Socket == socket && _exchanges[index].Id == id)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>The exchange's socket and id are set, and nobody else has both.</summary>
    public void Add(int index)
    {
        int slot = HomeOf(_exchanges[index].Socket, _exchanges[index].Id);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & _mask;
        }

        _slots[slot] = index + 1;
    }

    public void Remove(int index)
    {
        int slot = HomeOf(_exchanges[index].Socket, _exchanges[index].Id);
        while (_slots[slot] != index + 1)
        {
            slot = (slot + 1) & _mask;
        }

        CloseGap(slot);
    }

    // Moves what probing carried past the gap back into it (Knuth, 6.4 algorithm R).
    private void CloseGap(int gap)
    {
        for (int slot = (gap + 1) & _mask; _slots[slot] != 0; slot = (slot + 1) & _mask)
        {
            int index = _slots[slot] - 1;
            int home = HomeOf(_exchanges[index].Socket, _exchanges[index].Id);
            if (((slot - home) & _mask) >= ((slot - gap) & _mask))
            {
                _slots[gap] = _slots[slot];
                gap = slot;
            }
        }

        _slots[gap] = 0;
    }

    private int HomeOf(int socket, ushort id) => (int)((((uint)socket << 16) | id) * Multiplier >> 8) & _mask;
}
