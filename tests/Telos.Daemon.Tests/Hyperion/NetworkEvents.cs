using System.Runtime.InteropServices;
using Telos.Core.Abi;
using Telos.Linux.Ring;

namespace Telos.Daemon.Tests.Hyperion;

/// <summary>All network events of a drained ring.</summary>
internal struct NetworkEvents() : IRingConsumer
{
    public List<EventNetwork> All { get; } = [];

    public readonly void Consume(ReadOnlySpan<byte> record)
    {
        if (record.Length == Marshal.SizeOf<EventNetwork>())
        {
            All.Add(MemoryMarshal.Read<EventNetwork>(record));
        }
    }

    public readonly void Settle()
    {
    }
}
