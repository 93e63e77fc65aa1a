using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Telos.Core.Abi;
using Xunit;

namespace Telos.Core.Tests.Abi;

public class EventDispatchTests
{
    // Offsets and sizes as common_maps.h has them.
    private const int KindOffset = 8;
    private const int AgentIdOffset = 28;

    [Theory]
    [InlineData(1, 408, "exec 7")]
    [InlineData(2, 152, "network 7")]
    [InlineData(3, 432, "file 7")]
    [InlineData(4, 128, "tamper 7")]
    public void Dispatch_OfEachKind_CallsItsMethod(uint kind, int size, string call)
    {
        var sink = new Recorder();
        Assert.Equal(DispatchStatus.Dispatched, EventDispatch.Dispatch(Record(kind, size), ref sink));
        Assert.Equal(call, sink.Call);
    }

    [Theory]
    [InlineData(1, 407)]
    [InlineData(2, 151)]
    [InlineData(3, 431)]
    [InlineData(4, 127)]
    [InlineData(99, 119)]
    [InlineData(1, 12)]
    public void Dispatch_OfARecordThatIsTooShort_CallsNothing(uint kind, int size)
    {
        var sink = new Recorder();
        Assert.Equal(DispatchStatus.TooShort, EventDispatch.Dispatch(Record(kind, size), ref sink));
        Assert.Equal(DispatchStatus.TooShort, EventDispatch.Dispatch([], ref sink));
        Assert.Null(sink.Call);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(uint.MaxValue)]
    public void Dispatch_OfAnUnknownKind_CallsNothing(uint kind)
    {
        var sink = new Recorder();
        Assert.Equal(DispatchStatus.UnknownKind, EventDispatch.Dispatch(Record(kind, 400), ref sink));
        Assert.Null(sink.Call);
    }

    [Fact]
    public void Dispatch_OfALongerRecord_IgnoresTheRest()
    {
        var sink = new Recorder();
        Assert.Equal(DispatchStatus.Dispatched, EventDispatch.Dispatch(Record(4, 136), ref sink));
        Assert.Equal("tamper 7", sink.Call);
    }

    [Fact]
    public void Dispatch_HandsOverTheRecordItself()
    {
        byte[] record = Record(1, 408);
        var sink = new Viewer(record);
        Assert.Equal(DispatchStatus.Dispatched, EventDispatch.Dispatch(record, ref sink));
        Assert.True(sink.SawTheRecord);
    }

    [Fact]
    public void Dispatch_AllocatesNothing()
    {
        byte[][] records = [Record(1, 408), Record(2, 152), Record(3, 432), Record(4, 128), Record(9, 128), []];
        var sink = new Viewer(records[0]);
        DispatchAll(records, ref sink);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            DispatchAll(records, ref sink);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void DispatchAll(byte[][] records, ref Viewer sink)
    {
        foreach (byte[] record in records)
            EventDispatch.Dispatch(record, ref sink);
    }

    private static byte[] Record(uint kind, int size)
    {
        byte[] record = new byte[size];
        if (size >= KindOffset + sizeof(uint))
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(KindOffset), kind);
        if (size >= AgentIdOffset + sizeof(uint))
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(AgentIdOffset), 7);
        return record;
    }

    private sealed class Recorder : IEventSink
    {
        public string? Call { get; private set; }

        public void OnExec(in EventExec e) => Call = $"exec {e.Header.AgentId}";

        public void OnNetwork(in EventNetwork e) => Call = $"network {e.Header.AgentId}";

        public void OnFile(in EventFile e) => Call = $"file {e.Header.AgentId}";

        public void OnTamper(in EventTamper e) => Call = $"tamper {e.Header.AgentId}";
    }

    private ref struct Viewer(ReadOnlySpan<byte> record) : IEventSink
    {
        private readonly ReadOnlySpan<byte> _record = record;

        public bool SawTheRecord { get; private set; }

        public void OnExec(in EventExec e)
        {
            ReadOnlySpan<byte> view = MemoryMarshal.AsBytes(new ReadOnlySpan<EventExec>(in e));
            SawTheRecord |= Unsafe.AreSame(
                ref MemoryMarshal.GetReference(view), ref MemoryMarshal.GetReference(_record));
        }

        public readonly void OnNetwork(in EventNetwork e)
        {
        }

        public readonly void OnFile(in EventFile e)
        {
        }

        public readonly void OnTamper(in EventTamper e)
        {
        }
    }
}
