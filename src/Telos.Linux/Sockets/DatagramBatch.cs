using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Telos.Linux.Memory;
using Telos.Linux.Native;

namespace Telos.Linux.Sockets;

/// <summary>
/// Memory for datagrams that are received or sent in one system call: a number of slots with a buffer each, all mapped
/// once. Of one thread at a time; its spans end with it. What is received and what is to be sent are apart but for the
/// buffer, so an answer can be written over its question.
/// </summary>
public sealed unsafe class DatagramBatch : IDisposable
{
    private const int SlotBytesMax = 1 << 16;
    private const int CacheLineBytes = 64;
    private const int NameBytes = 32;
    private const int ControlBytes = 64;

    private readonly MappedRegion _memory;
    private readonly LibcDatagrams.MessageHeader* _incoming;
    private readonly LibcDatagrams.MessageHeader* _outgoing;
    private readonly Slot* _slots;
    private readonly byte* _buffers;
    private readonly int _strideBytes;
    private int _open;
    private int _arrived;

    /// <summary>Room for at most 1024 datagrams, of at most 64 KiB.</summary>
    public DatagramBatch(int slots, int slotBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slots);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, LibcDatagrams.MessagesMax);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slotBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slotBytes, SlotBytesMax);
        Slots = slots;
        SlotBytes = slotBytes;
        _strideBytes = (slotBytes + CacheLineBytes - 1) & -CacheLineBytes;
        int headersBytes = slots * sizeof(LibcDatagrams.MessageHeader);
        int statesBytes = ((slots * sizeof(Slot)) + CacheLineBytes - 1) & -CacheLineBytes;
        _memory = MappedRegion.MapZeroes((nuint)((2 * headersBytes) + statesBytes + (slots * _strideBytes)));
        byte* start = (byte*)_memory.Address;
        _incoming = (LibcDatagrams.MessageHeader*)start;
        _outgoing = (LibcDatagrams.MessageHeader*)(start + headersBytes);
        _slots = (Slot*)(start + (2 * headersBytes));
        _buffers = start + (2 * headersBytes) + statesBytes;
        _open = slots;
        for (int i = 0; i < slots; i++)
        {
            Wire(i);
        }
    }

    public int Slots { get; }

    public int SlotBytes { get; }

    internal SafeHandle Memory => _memory;

    internal LibcDatagrams.MessageHeader* Incoming => _incoming;

    /// <summary>All of the slot's bytes, to write into.</summary>
    public Span<byte> Buffer(int slot)
    {
        Check(slot, _open);
        return new Span<byte>(_buffers + ((nint)slot * _strideBytes), SlotBytes);
    }

    /// <summary>
    /// The datagram that the last receive put there; valid until the buffer is written or the next receive. Empty also
    /// for a stranger's: one that a connected socket got between bind(2) and connect(2).
    /// </summary>
    public ReadOnlySpan<byte> Received(int slot)
    {
        Check(slot, _arrived);
        return new ReadOnlySpan<byte>(_buffers + ((nint)slot * _strideBytes), _slots[slot].ReceivedBytes);
    }

    /// <summary>The datagram was longer than the slot, and its end is lost.</summary>
    public bool WasTruncated(int slot)
    {
        Check(slot, _arrived);
        return (_slots[slot].ReceivedFlags & LibcDatagrams.MSG_TRUNC) != 0;
    }

    public ref readonly DatagramPath Path(int slot)
    {
        Check(slot, _arrived);
        return ref _slots[slot].Path;
    }

    /// <summary>
    /// The first bytes of the slot's buffer are to go to the path's peer, from the path's local address when it has
    /// one. A receive forgets it for the slots that it fills, so that no question is sent to another's peer.
    /// </summary>
    public void SetReply(int slot, int lengthBytes, in DatagramPath path)
    {
        Check(slot, _open);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)lengthBytes, (uint)SlotBytes, nameof(lengthBytes));
        Slot* state = _slots + slot;
        LibcDatagrams.MessageHeader* header = _outgoing + slot;
        state->OutgoingVector.Bytes = (nuint)lengthBytes;
        header->NameBytes = (uint)path.Peer.Write(new Span<byte>(state->OutgoingName, NameBytes));
        header->ControlBytes = (nuint)path.WriteControl(new Span<byte>(state->OutgoingControl, ControlBytes));
    }

    /// <summary>The first bytes of the slot's buffer are to go to the peer that the socket is connected to.</summary>
    public void SetPayload(int slot, int lengthBytes) => SetReply(slot, lengthBytes, default);

    public void Dispose()
    {
        _open = 0;
        _arrived = 0;
        _memory.Dispose();
    }

    internal LibcDatagrams.MessageHeader* Outgoing(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Slots - first);
        return _outgoing + first;
    }

    /// <summary>
    /// Takes over what a receive has filled in, and puts the lengths back that it has shortened (msg_namelen and
    /// msg_controllen go both ways), so that the headers are always ready for the next one.
    /// </summary>
    internal void Accept(int count, in SocketName connectedTo, in SocketName boundTo)
    {
        _arrived = count;
        for (int i = 0; i < count; i++)
        {
            LibcDatagrams.MessageHeader* header = _incoming + i;
            Slot* state = _slots + i;
            state->Path = DatagramPath.Read(
                new ReadOnlySpan<byte>(state->IncomingName, (int)Math.Min(header->NameBytes, NameBytes)),
                new ReadOnlySpan<byte>(state->IncomingControl, (int)Math.Min(header->ControlBytes, ControlBytes)));
            if (boundTo.Family != 0)
            {
                state->Path = new DatagramPath(state->Path.Peer, boundTo);
            }

            bool isStranger = connectedTo.Family != 0 && connectedTo != state->Path.Peer;
            state->ReceivedBytes = isStranger ? 0 : (int)header->Bytes;
            state->ReceivedFlags = isStranger ? 0 : header->Flags;
            Arm(i);
        }
    }

    private void Wire(int slot)
    {
        Slot* state = _slots + slot;
        byte* buffer = _buffers + ((nint)slot * _strideBytes);
        state->IncomingVector = new LibcDatagrams.Vector { Start = buffer, Bytes = (nuint)SlotBytes };
        state->OutgoingVector = new LibcDatagrams.Vector { Start = buffer };
        _incoming[slot] = new LibcDatagrams.MessageHeader
        {
            Name = state->IncomingName,
            Vectors = &state->IncomingVector,
            VectorCount = 1,
            Control = state->IncomingControl,
        };
        _outgoing[slot] = new LibcDatagrams.MessageHeader
        {
            Name = state->OutgoingName,
            Vectors = &state->OutgoingVector,
            VectorCount = 1,
            Control = state->OutgoingControl,
        };
        Arm(slot);
    }

    private void Arm(int slot)
    {
        _incoming[slot].NameBytes = SocketName.BytesMax;
        _incoming[slot].ControlBytes = ControlBytes;
        _incoming[slot].Flags = 0;
        _outgoing[slot].NameBytes = 0;
        _outgoing[slot].ControlBytes = 0;
        _slots[slot].OutgoingVector.Bytes = 0;
    }

    private static void Check(int slot, int slotsExcl)
    {
        if ((uint)slot >= (uint)slotsExcl)
        {
            ThrowSlot(slot);
        }
    }

    [DoesNotReturn]
    private static void ThrowSlot(int slot) =>
        throw new ArgumentOutOfRangeException(nameof(slot), slot, "no such slot, or nothing received there");

    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        internal LibcDatagrams.Vector IncomingVector;
        internal LibcDatagrams.Vector OutgoingVector;
        internal fixed byte IncomingName[NameBytes];
        internal fixed byte OutgoingName[NameBytes];
        internal fixed byte IncomingControl[ControlBytes];
        internal fixed byte OutgoingControl[ControlBytes];
        internal DatagramPath Path;
        internal int ReceivedBytes;
        internal int ReceivedFlags;
    }
}
