using System.Runtime.InteropServices;
using Telos.Core.Abi;
using Telos.Linux.Ring;

namespace Telos.Daemon.Tests.Gates;

/// <summary>The newest network event of a drained ring.</summary>
internal struct LastNetworkEvent : IRingConsumer
{
    public EventNetwork? Event { get; private set; }

    public void Consume(ReadOnlySpan<byte> record)
    {
        if (record.Length == Marshal.SizeOf<EventNetwork>())
        {
            Event = MemoryMarshal.Read<EventNetwork>(record);
        }
    }

    public readonly void Settle()
    {
    }
}
