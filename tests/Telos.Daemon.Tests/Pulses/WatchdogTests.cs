using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Pulses;
using Telos.Daemon.Tests.Gates;
using Telos.Linux;
using Xunit;

namespace Telos.Daemon.Tests.Pulses;

public sealed class WatchdogTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly Supervisor s_nobody = Supervisor.Of(_ => null, 1);

    private readonly LiveCeiling _ceiling = new(Ceiling.Default);

    private ulong StaleNs => (ulong)_ceiling.Current.Watchdog.Stale.TotalMilliseconds * 1_000_000;

    [Fact]
    public void Pulse_OfADaemonThatGetsOn_IsThereAtOnceAndMovesOn()
    {
        using KernelGates kernel = new();
        Assert.Equal(0UL, kernel.Maps.Pulse[0].StaleAtNs);
        ulong before = Clock.BootNs();
        using Watchdog watchdog = new(kernel.Maps.Pulse, _ceiling, Clock.BootNs, s_nobody);
        ulong first = StaleAt(kernel);
        Assert.InRange(first, before + StaleNs, Clock.BootNs() + StaleNs);
        Assert.True(SpinWait.SpinUntil(() => StaleAt(kernel) > first, s_patience));
        Assert.InRange(watchdog.Report().AgeMs, 0, watchdog.Report().StaleMs - 1);
    }

    [Fact]
    public void Pulse_WhenNobodyEmptiesTheRing_StandsStill()
    {
        using KernelGates kernel = new();
        ulong stood = Clock.BootNs();
        using Watchdog watchdog = new(kernel.Maps.Pulse, _ceiling, () => stood, s_nobody);
        Assert.Equal(stood + StaleNs, StaleAt(kernel));

        // Its age says that it has been looked at again, more than once.
        Assert.True(SpinWait.SpinUntil(() => watchdog.Report().AgeMs > 1500, s_patience));
        Assert.Equal(stood + StaleNs, StaleAt(kernel));
    }

    [Fact]
    public void Pulse_UnderAnotherPolicy_EndsWhenThatSays()
    {
        using KernelGates kernel = new();
        using Watchdog watchdog = new(kernel.Maps.Pulse, _ceiling, Clock.BootNs, s_nobody);
        FailModes modes = new(FailMode.Open, FailMode.Hold, FailMode.Closed);
        _ceiling.Current = Ceiling.Default with { Watchdog = new WatchdogRules(TimeSpan.FromMinutes(10), modes) };
        ulong longer = Clock.BootNs() + StaleNs - (ulong)TimeSpan.FromMinutes(1).TotalNanoseconds;
        Assert.True(SpinWait.SpinUntil(() => StaleAt(kernel) > longer, s_patience));
        Assert.Equal((600_000, "open", "hold", "closed"),
            (watchdog.Report().StaleMs, watchdog.Report().Exec, watchdog.Report().Network, watchdog.Report().File));
    }

    [Fact]
    public void Pulse_ThatWouldEndBeforeTheNext_IsNotGiven()
    {
        using KernelGates kernel = new();
        int beats = 0;
        ulong leftNs = 200_000_000;
        ulong EventsNs()
        {
            Interlocked.Increment(ref beats);
            return Clock.BootNs() - StaleNs + Volatile.Read(ref leftNs);
        }

        using Watchdog watchdog = new(kernel.Maps.Pulse, _ceiling, EventsNs, s_nobody);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref beats) > 3, s_patience));
        Assert.Equal(0UL, StaleAt(kernel));

        // The control: one that lasts is given, and is taken back to what is left when less is left.
        Volatile.Write(ref leftNs, 5_000_000_000);
        Assert.True(SpinWait.SpinUntil(() => StaleAt(kernel) > Clock.BootNs() + 3_000_000_000, s_patience));
        Volatile.Write(ref leftNs, 200_000_000);
        Assert.True(SpinWait.SpinUntil(() => StaleAt(kernel) < Clock.BootNs() + 3_000_000_000, s_patience));
    }

    private static ulong StaleAt(KernelGates kernel) => Volatile.Read(ref kernel.Maps.Pulse[0].StaleAtNs);
}
