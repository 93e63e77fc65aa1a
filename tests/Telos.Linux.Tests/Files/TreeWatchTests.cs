using Telos.Linux.Files;
using Telos.Linux.Tests.Ring;
using Xunit;

namespace Telos.Linux.Tests.Files;

/// <summary>The records are the kernel's own producer's; what is mounted does not change meanwhile.</summary>
public sealed class TreeWatchTests : IDisposable
{
    private readonly RingProducer _producer = new() { Control = new ProducerControl { SizeMin = 24 } };
    private readonly TreeWatch _watch;

    public TreeWatchTests() => _watch = new TreeWatch(_producer.Ring);

    public void Dispose()
    {
        _watch.Dispose();
        _producer.Dispose();
    }

    [Fact]
    public void Wait_AfterRecords_IsTrueOnce()
    {
        _ = Told();
        Assert.False(Told());
        _producer.Produce(3);
        Assert.True(Told());
        Assert.False(Told());
    }

    [Fact]
    public void Wait_AfterMoreRecordsThanTheRingHolds_HasReadThemAll()
    {
        _ = Told();
        _producer.Produce((int)RingProducer.RingBytes / 32 * 2);
        Assert.True(Told());
        Assert.False(Told());
        _producer.Produce(1);
        Assert.True(Told());
    }

    [Fact]
    public void Stop_EndsTheWaitOfAnotherThread()
    {
        bool? result = null;
        Thread waiter = new(() => result = _watch.Wait());
        _ = Told();
        waiter.Start();
        _watch.Stop();
        Assert.True(waiter.Join(TimeSpan.FromSeconds(10)));
        Assert.False(result);
    }

    private bool Told() => _watch.Wait(timeoutMs: 0);
}
