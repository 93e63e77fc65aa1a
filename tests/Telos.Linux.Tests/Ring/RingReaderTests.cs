using System.Text;
using Telos.Linux.Ring;
using Xunit;

namespace Telos.Linux.Tests.Ring;

/// <summary>
/// The reader against memory that the test writes, to force what the kernel does rarely or never.
/// </summary>
public sealed class RingReaderTests
{
    [Fact]
    public void Drain_EmptyRing_ConsumesNothing()
    {
        using SimulatedRing ring = new();
        Assert.Equal([], Drain(ring));
        Assert.Equal(RingStatus.Drained, ring.Reader.Status);
    }

    [Fact]
    public void Drain_CommittedRecords_AreDeliveredInOrderWithTheirExactLength()
    {
        using SimulatedRing ring = new();
        ring.Append("one"u8);
        ring.Append([]);
        ring.Append("seventeen letters"u8);
        Assert.Equal(["one", string.Empty, "seventeen letters"], Drain(ring));
        Assert.Equal(ring.ProducerPosition, ring.ConsumerPosition);
    }

    [Fact]
    public void Drain_BusyRecord_StopsBeforeItAndGoesOnAfterTheCommit()
    {
        using SimulatedRing ring = new();
        ring.Append("first"u8);
        ulong busy = ring.Append("second"u8, SimulatedRing.BusyBit);
        ring.Append("third"u8);

        Assert.Equal(["first"], Drain(ring));
        Assert.Equal(RingStatus.Busy, ring.Reader.Status);
        Assert.Equal(busy, ring.ConsumerPosition);
        Assert.Equal([], Drain(ring));

        ring.SetHeader(busy, 6);
        Assert.Equal(["second", "third"], Drain(ring));
        Assert.Equal(RingStatus.Drained, ring.Reader.Status);
    }

    [Fact]
    public void Drain_BusyRecordThatIsDiscarded_IsSkipped()
    {
        using SimulatedRing ring = new();
        ulong busy = ring.Append("draft"u8, SimulatedRing.BusyBit);
        ring.Append("kept"u8);
        Assert.Equal([], Drain(ring));
        ring.SetHeader(busy, 5 | SimulatedRing.DiscardBit);
        Assert.Equal(["kept"], Drain(ring));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(4088UL)]
    [InlineData(0xFFFF_FFF8UL)]
    [InlineData(0xFFFF_F000UL)]
    [InlineData(0xFFFF_FFFF_FFFF_FFF8UL)]
    public void Drain_RecordAcrossAWrap_IsContiguous(ulong start)
    {
        using SimulatedRing ring = new(start);
        string text = new('w', 3000);
        for (int i = 0; i < 5; i++)
        {
            ring.Append(Encoding.ASCII.GetBytes(text));
            Assert.Equal([text], Drain(ring));
        }

        Assert.Equal(unchecked(start + (5 * 3008)), ring.ConsumerPosition);
    }

    [Fact]
    public void Drain_RecordAsLargeAsTheRing_IsDelivered()
    {
        using SimulatedRing ring = new(64);
        ring.Append(new byte[SimulatedRing.DataBytes - 8]);
        List<string> records = Drain(ring);
        Assert.Equal(SimulatedRing.DataBytes - 8, (uint)Assert.Single(records).Length);
    }

    [Theory]
    [InlineData(9u)]
    [InlineData(4096u)]
    [InlineData(0x3FFF_FFFFu)]
    [InlineData(0x3FFF_FFFFu | SimulatedRing.DiscardBit)]
    [InlineData(9u | SimulatedRing.DiscardBit)]
    public void Drain_LengthBeyondTheProducer_StopsForGood(uint header)
    {
        using SimulatedRing ring = new();
        ring.Append("good"u8);
        ulong bad = ring.Append("12345678"u8);
        ring.SetHeader(bad, header);

        Assert.Equal(["good"], Drain(ring));
        Assert.Equal(RingStatus.CorruptLength, ring.Reader.Status);
        Assert.True(ring.Reader.IsCorrupt);
        Assert.Equal(bad, ring.ConsumerPosition);

        ring.SetHeader(bad, 8);
        Assert.Equal([], Drain(ring));
        Assert.Equal(RingStatus.CorruptLength, ring.Reader.Status);
    }

    [Theory]
    [InlineData(0UL, 4104UL)]
    [InlineData(0UL, 4UL)]
    [InlineData(4UL, 8UL)]
    [InlineData(8UL, 0UL)]
    [InlineData(0UL, ulong.MaxValue - 7)]
    public void Drain_ImpossiblePositions_TouchNothing(ulong consumer, ulong producer)
    {
        using SimulatedRing ring = new();
        ring.ConsumerPosition = consumer;
        ring.ProducerPosition = producer;
        Assert.Equal([], Drain(ring));
        Assert.Equal(RingStatus.CorruptPosition, ring.Reader.Status);
        Assert.Equal(consumer, ring.ConsumerPosition);
    }

    [Fact]
    public void Drain_LongBatch_GivesRoomBackOnTheWay()
    {
        using SimulatedRing ring = new();
        for (int i = 0; i < 40; i++)
        {
            ring.Append(new byte[88]);
        }

        LagMeter meter = new(ring);
        Assert.Equal(40, ring.Reader.Drain(ref meter));
#if DEBUG
        Assert.InRange(meter.LagBytesMax, 96UL, 512UL);
#endif
        Assert.Equal(40UL * 96, ring.ConsumerPosition);
    }

    [Fact]
    public void Drain_RecordsThatArriveMeanwhile_AreLeftForTheNextCall()
    {
        using SimulatedRing ring = new();
        ring.Append("first"u8);
        Echo echo = new(ring);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(1, ring.Reader.Drain(ref echo));
        }
    }

    [Fact]
    public void Drain_RandomRecords_MatchesWhatWasAppended()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("TELOS_SEED"), out int given)
            ? given
            : Random.Shared.Next();
        Random random = new(seed);
        using SimulatedRing ring = new((ulong)random.NextInt64() & ~7UL);
        for (int round = 0; round < 200; round++)
        {
            List<string> expected = [];
            ulong used = 0;
            int wanted = random.Next(0, 30);
            for (int i = 0; i < wanted; i++)
            {
                byte[] payload = new byte[random.Next(0, 400)];
                used += ((ulong)payload.Length + 15) / 8 * 8;
                if (used > SimulatedRing.DataBytes)
                {
                    break;
                }

                Array.Fill(payload, (byte)('a' + random.Next(26)));
                bool discarded = random.Next(4) == 0;
                ring.Append(payload, discarded ? SimulatedRing.DiscardBit : 0);
                if (!discarded)
                {
                    expected.Add(Encoding.ASCII.GetString(payload));
                }
            }

            List<string> got = Drain(ring);
            Assert.True(expected.SequenceEqual(got), $"TELOS_SEED={seed}, round {round}");
            Assert.Equal(RingStatus.Drained, ring.Reader.Status);
        }
    }

    [Fact]
    public void Drain_ByARefStruct_AllocatesNothing()
    {
        using SimulatedRing ring = new();
        Span<int> lengths = stackalloc int[4];
        LengthSink sink = new(lengths);
        ring.Append("warm"u8);
        ring.Reader.Drain(ref sink);
        ring.Append("1"u8);
        ring.Append("22"u8);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int records = ring.Reader.Drain(ref sink);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2, records);
        Assert.Equal([4, 1, 2], lengths[..3].ToArray());
    }

    [Fact]
    public void Drain_AfterDispose_Throws()
    {
        SimulatedRing ring = new();
        ring.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Drain(ring));
    }

    private static List<string> Drain(SimulatedRing ring)
    {
        Collector collector = new([]);
        int count = ring.Reader.Drain(ref collector);
        Assert.Equal(count, collector.Records.Count);
        return collector.Records;
    }

    [Fact]
    public void Drain_HasRecordsSettledBeforeTheirRoomIsGivenBack()
    {
        using SimulatedRing ring = new();
        for (int i = 0; i < 40; i++)
        {
            ring.Append(new byte[88]);
        }

        SettleCheck check = new(ring);
        Assert.Equal(40, ring.Reader.Drain(ref check));
        Assert.Equal(0, check.Unsettled);
        Assert.True(check.Settles > 1, "The room was given back on the way.");
        Assert.Equal(40UL * 96, ring.ConsumerPosition);

        int settles = check.Settles;
        Assert.Equal(0, ring.Reader.Drain(ref check));
        Assert.Equal(settles, check.Settles);
    }

    private readonly record struct Collector(List<string> Records) : IRingConsumer
    {
        public void Consume(ReadOnlySpan<byte> record) => Records.Add(Encoding.ASCII.GetString(record));

        public void Settle()
        {
        }
    }

    private struct LagMeter(SimulatedRing ring) : IRingConsumer
    {
        private ulong _consumed;

        public ulong LagBytesMax { get; private set; }

        public void Consume(ReadOnlySpan<byte> record)
        {
            LagBytesMax = Math.Max(LagBytesMax, _consumed - ring.ConsumerPosition);
            _consumed += 96;
        }

        public readonly void Settle()
        {
        }
    }

    private readonly struct Echo(SimulatedRing ring) : IRingConsumer
    {
        public void Consume(ReadOnlySpan<byte> record) => ring.Append(record);

        public void Settle()
        {
        }
    }

    private ref struct LengthSink(Span<int> lengths) : IRingConsumer
    {
        private readonly Span<int> _lengths = lengths;
        private int _count;

        public void Consume(ReadOnlySpan<byte> record) => _lengths[_count++] = record.Length;

        public readonly void Settle()
        {
        }
    }

    // Whenever it is called, the kernel has been given back no more than was settled before.
    private struct SettleCheck(SimulatedRing ring) : IRingConsumer
    {
        private readonly ulong _start = ring.ConsumerPosition;
        private ulong _settled;

        public int Unsettled { get; private set; }

        public int Settles { get; private set; }

        public void Consume(ReadOnlySpan<byte> record)
        {
            Unsettled++;
            Assert.Equal(_settled, ring.ConsumerPosition - _start);
        }

        public void Settle()
        {
            Assert.Equal(_settled, ring.ConsumerPosition - _start);
            _settled += 96UL * (ulong)Unsettled;
            Unsettled = 0;
            Settles++;
        }
    }
}
