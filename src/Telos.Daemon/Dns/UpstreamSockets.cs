using System.Net;
using Telos.Linux;
using Telos.Linux.Sockets;

namespace Telos.Daemon.Dns;

/// <summary>
/// The sockets by which one thread asks upstream servers. Each is connected, so that only that server's datagrams come
/// in, and bound to a port drawn at random. A socket is used for a while and then replaced, so that an observer of one
/// answer does not know the port of the next for long; one that got an answer nobody asked for is replaced at once.
/// </summary>
internal sealed class UpstreamSockets : IDisposable
{
    /// <summary>Open at a time for one server.</summary>
    private const int PerUpstream = 16;

    /// <summary>Room for those that still wait for answers when they are replaced.</summary>
    private const int SlotsPerUpstream = 4 * PerUpstream;
    private const int UsesMax = 1024;
    private const int PortMin = 1024;
    private const int PortTriesMax = 64;

    /// <summary>Late answers are strays too; each leaves one guess of 2^16 ids less to whoever knows the port.</summary>
    private const int StraysMax = 16;

    private readonly IPEndPoint[] _servers;
    private readonly ReadinessSet _readiness;
    private readonly uint _tokenStart;
    private readonly RandomBits _random;
    private readonly Slot[] _slots;
    private readonly int[] _failed;
    private int _failedCount;

    /// <param name="tokenStart">Readiness tokens from there on are slots.</param>
    public UpstreamSockets(IPEndPoint[] servers, ReadinessSet readiness, uint tokenStart, RandomBits random)
    {
        _servers = servers;
        _readiness = readiness;
        _tokenStart = tokenStart;
        _random = random;
        _slots = new Slot[servers.Length * SlotsPerUpstream];
        _failed = new int[_slots.Length];
    }

    public static int UpstreamOf(int slot) => slot / SlotsPerUpstream;

    public DatagramSocket? this[int slot] => _slots[slot].Socket;

    /// <summary>One of the server's open sockets, drawn at random. Below 0: none can be opened.</summary>
    public int Choose(int upstream)
    {
        int drawn = _random.Below(PerUpstream);
        for (int tries = 0; tries < SlotsPerUpstream; tries++)
        {
            // A place and its successors, then the places beside it.
            int row = tries % (SlotsPerUpstream / PerUpstream);
            int column = (drawn + (tries / (SlotsPerUpstream / PerUpstream))) % PerUpstream;
            int slot = (upstream * SlotsPerUpstream) + (row * PerUpstream) + column;
            ref Slot place = ref _slots[slot];
            if (place.Socket is not null)
            {
                if (!place.IsRetired)
                {
                    return slot;
                }
            }
            else
            {
                return TryOpen(slot) ? slot : -1;
            }
        }

        return -1;
    }

    /// <summary>What is queued for it is not sent yet: it stays open until let go.</summary>
    public void Hold(int slot) => _slots[slot].InFlight++;

    public void Asked(int slot)
    {
        ref Slot place = ref _slots[slot];
        place.InFlight++;
        place.Uses++;
        place.IsRetired |= place.Uses >= UsesMax;
    }

    /// <summary>An exchange that was asked there is answered or given up.</summary>
    public void LetGo(int slot)
    {
        ref Slot place = ref _slots[slot];
        place.InFlight--;
        CloseIfDone(slot);
    }

    /// <summary>
    /// It got an answer that nobody asked for, and takes no further question. True when that is so for the last time: the
    /// questions under way there had better go elsewhere.
    /// </summary>
    public bool Stray(int slot)
    {
        ref Slot place = ref _slots[slot];
        place.IsRetired = true;
        place.Strays++;
        CloseIfDone(slot);
        return place.Strays == StraysMax;
    }

    /// <summary>Nothing comes from it any more. It stays until <see cref="Settle"/>.</summary>
    public void Fail(int slot)
    {
        ref Slot place = ref _slots[slot];
        if (place.Socket is not null && !place.HasFailed)
        {
            place.HasFailed = true;
            place.IsRetired = true;
            _failed[_failedCount++] = slot;
        }
    }

    /// <summary>Below 0: none has failed.</summary>
    public int TakeFailed() => _failedCount == 0 ? -1 : _failed[--_failedCount];

    /// <summary>Nobody waits for it any more.</summary>
    public void Settle(int slot)
    {
        _slots[slot].HasFailed = false;
        CloseIfDone(slot);
    }

    public void Dispose()
    {
        foreach (Slot slot in _slots)
        {
            slot.Socket?.Dispose();
        }
    }

    private void CloseIfDone(int slot)
    {
        ref Slot place = ref _slots[slot];
        if (!place.IsRetired || place.HasFailed || place.InFlight != 0 || place.Socket is null)
        {
            return;
        }

        _readiness.Remove(place.Socket);
        place.Socket.Dispose();
        place = default;
    }

    private bool TryOpen(int slot)
    {
        IPEndPoint server = _servers[UpstreamOf(slot)];
        for (int tries = 0; tries < PortTriesMax; tries++)
        {
            ushort port = (ushort)(PortMin + _random.Below(ushort.MaxValue + 1 - PortMin));
            Errno error = DatagramSocket.TryConnect(server, port, out DatagramSocket? socket);
            if (error == Errno.None)
            {
                _slots[slot] = new Slot { Socket = socket };
                _readiness.Add(socket!, _tokenStart + (uint)slot);
                return true;
            }

            // Taken, or reserved by the operator (ip_local_reserved_ports has no say in bind): draw again.
            if (error is not (Errno.EADDRINUSE or Errno.EACCES))
            {
                return false;
            }
        }

        return false;
    }

    private struct Slot
    {
        public DatagramSocket? Socket;
        public int InFlight;
        public int Uses;
        public int Strays;
        public bool IsRetired;
        public bool HasFailed;
    }
}
