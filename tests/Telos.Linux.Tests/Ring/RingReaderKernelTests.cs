using System.Diagnostics;
using Telos.Linux.Bpf;
using Telos.Linux.Ring;
using Xunit;

namespace Telos.Linux.Tests.Ring;

/// <summary>The reader against the kernel's producer.</summary>
public sealed class RingReaderKernelTests
{
    private const uint BPF_RB_NO_WAKEUP = 1;

    // Each BPF_PROG_TEST_RUN of an XDP program waits for an RCU grace period, 20 ms here.
    private const int RoundCount = 40;

    [Fact]
    public void Drain_RecordsOfManySizesOverManyRounds_HasNoGaps()
    {
        using RingProducer producer = new();
        using RingReader reader = RingReader.Open(producer.Ring);
        producer.Control = new() { SizeMin = 16, SizeSpread = 900, WakeFlags = BPF_RB_NO_WAKEUP };
        SequenceCheck check = default;
        int records = 0;
        for (int round = 0; round < RoundCount; round++)
        {
            producer.Produce(97);
            records += reader.Drain(ref check);
            Assert.Equal(RingStatus.Drained, reader.Status);
        }

        ProducerControl kernel = producer.Inspect();
        Assert.Equal(RoundCount * 97, records);
        Assert.Equal(0, check.Gaps);
        Assert.Equal(0, check.WrongLengths);
        Assert.Equal(0UL, kernel.Dropped);
        Assert.Equal(0UL, kernel.Available);
        Assert.Equal(check.RingBytes, kernel.ConsumerPosition);
        Assert.Equal(kernel.ProducerPosition, kernel.ConsumerPosition);
        Assert.True(kernel.ProducerPosition > 20 * RingProducer.RingBytes, "The ring wrapped many times.");
    }

    [Fact]
    public void Drain_DiscardedRecords_AreSkippedAndTheirRoomGivenBack()
    {
        using RingProducer producer = new();
        using RingReader reader = RingReader.Open(producer.Ring);
        producer.Control = new ProducerControl { SizeMin = 24, DiscardEvery = 3 };
        SequenceCheck check = default;
        for (int round = 0; round < RoundCount; round++)
        {
            producer.Produce(300);
            Assert.Equal(300, reader.Drain(ref check));
        }

        ProducerControl kernel = producer.Inspect();
        Assert.Equal(0, check.Gaps);
        Assert.Equal(RoundCount * 100UL, kernel.Discarded);
        Assert.Equal(check.RingBytes + (kernel.Discarded * 48), kernel.ConsumerPosition);
        Assert.Equal(0UL, kernel.Available);
    }

    [Fact]
    public void Drain_FullRing_DeliversWhatFittedAndTheKernelCountsTheRest()
    {
        using RingProducer producer = new();
        using RingReader reader = RingReader.Open(producer.Ring);
        producer.Control = new ProducerControl { SizeMin = 120, WakeFlags = BPF_RB_NO_WAKEUP };
        producer.Produce(1000);
        ulong fitted = producer.Control.Sequence;
        SequenceCheck check = default;

        Assert.Equal((int)fitted, reader.Drain(ref check));
        Assert.Equal(1000 - fitted, producer.Control.Dropped);
        Assert.InRange(fitted, (RingProducer.RingBytes / 128) - 1, RingProducer.RingBytes / 128);

        producer.Produce(10);
        Assert.Equal(10, reader.Drain(ref check));
        Assert.Equal(0, check.Gaps);
    }

    [Fact]
    public void Drain_ByAnotherReaderOfTheSameRing_GoesOnWhereTheFirstStopped()
    {
        using RingProducer producer = new();
        producer.Control = new ProducerControl { SizeMin = 32 };
        SequenceCheck check = default;
        using (RingReader first = RingReader.Open(producer.Ring))
        {
            producer.Produce(5);
            Assert.Equal(5, first.Drain(ref check));
        }

        producer.Produce(4);
        using RingReader second = RingReader.Open(producer.Ring);
        Assert.Equal(4, second.Drain(ref check));
        Assert.Equal(0, check.Gaps);
    }

    [Fact]
    public void Drain_WhileAnotherThreadProduces_LosesNothing()
    {
        using RingProducer producer = new();
        using RingReader reader = RingReader.Open(producer.Ring);
        producer.Control = new ProducerControl { SizeMin = 16, SizeSpread = 64 };
        Thread thread = new(() =>
        {
            for (int i = 0; i < RoundCount; i++)
            {
                producer.Produce(1000);
            }

            reader.Wake();
        });
        thread.Start();
        SequenceCheck check = default;
        int records = 0;
        while (reader.Wait(10_000))
        {
            records += reader.Drain(ref check);
        }

        thread.Join();
        records += reader.Drain(ref check);
        ProducerControl kernel = producer.Inspect();
        Assert.Equal(40_000, records + (int)kernel.Dropped);
        Assert.Equal(0, check.Gaps);
        Assert.Equal(0UL, kernel.Available);
    }

    [Fact]
    public void Drain_AllocatesNothing()
    {
        using RingProducer producer = new();
        using RingReader reader = RingReader.Open(producer.Ring);
        producer.Control = new() { SizeMin = 16, SizeSpread = 100, WakeFlags = BPF_RB_NO_WAKEUP };
        SequenceCheck check = default;
        producer.Produce(10);
        reader.Drain(ref check);
        producer.Produce(500);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int records = reader.Drain(ref check);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(500, records);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Wait_OnRecords_IsTrueUntilTheyAreDrained()
    {
        using RingProducer producer = new();
        using RingReader reader = RingReader.Open(producer.Ring);
        producer.Control = new ProducerControl { SizeMin = 16 };
        SequenceCheck check = default;
        Assert.False(reader.Wait(0));
        producer.Produce(1);
        Assert.True(reader.Wait(0));
        Assert.True(reader.Wait(-1));
        reader.Drain(ref check);
        Assert.False(reader.Wait(0));
    }

    [Fact]
    public void Wait_ForRecordsOfAnotherThread_WakesForEach()
    {
        using RingProducer producer = new();
        using RingReader reader = RingReader.Open(producer.Ring);
        producer.Control = new ProducerControl { SizeMin = 16 };
        using SemaphoreSlim turn = new(0);
        Thread thread = new(() =>
        {
            for (int i = 0; i < RoundCount; i++)
            {
                producer.Produce(1);
                turn.Wait();
            }
        });
        thread.Start();
        SequenceCheck check = default;
        for (int i = 0; i < RoundCount; i++)
        {
            Assert.True(reader.Wait(10_000), $"No wake-up for record {i}.");
            Assert.Equal(1, reader.Drain(ref check));
            turn.Release();
        }

        thread.Join();
    }

    [Fact]
    public void Wake_BeforeAndDuringAWait_EndsItOnce()
    {
        using RingProducer producer = new();
        using RingReader reader = RingReader.Open(producer.Ring);
        reader.Wake();
        reader.Wake();
        Stopwatch elapsed = Stopwatch.StartNew();
        Assert.False(reader.Wait(-1));

        Thread thread = new(() =>
        {
            Thread.Sleep(50);
            reader.Wake();
        });
        thread.Start();
        Assert.False(reader.Wait(-1));
        thread.Join();
        Assert.True(elapsed.Elapsed < TimeSpan.FromSeconds(10));

        Stopwatch timeout = Stopwatch.StartNew();
        Assert.False(reader.Wait(30));
        Assert.True(timeout.ElapsedMilliseconds >= 29);
    }

    [Fact]
    public void Open_MapThatIsNoRing_NamesItAndBothTypes()
    {
        using BpfMapHandle map = BpfMapHandle.Create(
            "hash", new BpfMapShape(BpfMapType.BPF_MAP_TYPE_HASH, 4, 4, 1));
        BpfMapShapeException error = Assert.Throws<BpfMapShapeException>(() => RingReader.Open(map));
        Assert.Equal("map hash: expected BPF_MAP_TYPE_RINGBUF, got BPF_MAP_TYPE_HASH", error.Message);
    }
}
