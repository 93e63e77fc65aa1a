using System.Runtime.InteropServices;

namespace Telos.Linux.Tests.Ring;

/// <summary>struct control of ring_producer.bpf.c.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProducerControl
{
    public ulong Sequence;
    public ulong Dropped;
    public ulong Discarded;
    public uint SizeMin;
    public uint SizeSpread;
    public uint DiscardEvery;
    public uint WakeFlags;
    public ulong ConsumerPosition;
    public ulong ProducerPosition;
    public ulong Available;
}
