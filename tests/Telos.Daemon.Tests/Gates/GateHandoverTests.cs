using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Gates;
using Telos.Linux;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

/// <summary>Another build's gates taken over, with the cgroup programs of this kernel.</summary>
public sealed class GateHandoverTests : IDisposable
{
    private static readonly CompiledPolicy s_policy =
        NetworkScopeHost.Policy(TimeSpan.FromMinutes(5), "127.0.0.1");

    private readonly NetworkScopeHost _host = new();

    [Fact]
    public void Run_WithAnAgent_HoldsItAtEveryMoment()
    {
        AgentEntry agent = _host.Enrol(s_policy);
        string[] links = Names("test/links");
        using CancellationTokenSource done = new();
        List<string> outcomes = [];
        Thread hammer = new(() =>
        {
            while (!done.IsCancellationRequested)
            {
                outcomes.Add(Try(NetworkScopeHost.OtherPort));
            }
        }) { IsBackground = true };
        hammer.Start();
        SpinWait.SpinUntil(() => outcomes.Count > 0);
        _host.Upgrade("test-next");
        done.Cancel();
        hammer.Join();

        Assert.Equal(["EPERM"], outcomes.Distinct());
        Assert.Equal(["test-next"], Names(""));
        Assert.Equal(links, Names("test-next/links"));
        Assert.Equal("ok", Try(NetworkScopeHost.Port));
        Assert.Equal("EPERM", Try(NetworkScopeHost.OtherPort));
        AgentEntry adopted = Assert.Single(_host.Table.All());
        Assert.Equal(agent.Id, adopted.Id);
        _host.Table.Declare(adopted, NetworkScopeHost.Policy(TimeSpan.FromMinutes(5), "192.0.2.1"));
        Assert.Equal("EPERM", Try(NetworkScopeHost.Port));
    }

    [Fact]
    public void Run_WithoutAgents_TakesTheFormerOut()
    {
        _host.Upgrade("test-next");
        Assert.Equal(["test-next"], Names(""));
    }

    [Fact]
    public void Run_OfAnotherAbiWithAgents_LeavesTheFormerInForce()
    {
        _host.Enrol(s_policy);
        DaemonException error = Assert.Throws<DaemonException>(() => _host.Upgrade("other-next"));
        Assert.Contains("gates of another ABI (test)", error.Message, StringComparison.Ordinal);
        Assert.Equal(["test"], Names(""));
        Assert.Equal("EPERM", Try(NetworkScopeHost.OtherPort));
        Assert.Equal("ok", Try(NetworkScopeHost.Port));
    }

    [Fact]
    public void Run_OfAnotherAbiWithoutAgents_TakesTheFormerOut()
    {
        _host.Upgrade("other-next");
        Assert.Equal(["other-next"], Names(""));
    }

    // Whatever it is, it holds nobody: what does is not taken out for it.
    [Fact]
    public void Run_BesideANameThatIsNoBuild_LeavesThoseInForceThatArePartlyGone()
    {
        _host.Enrol(s_policy);
        Directory.CreateDirectory($"{_host.PinDirectory}/test-stray/maps");
        File.Delete($"{_host.PinDirectory}/test/programs/telos_ingress");
        Assert.Throws<LinuxException>(() => Run("test", Taint.Critical));
        Assert.Equal("EPERM", Try(NetworkScopeHost.OtherPort));
        Assert.Equal("ok", Try(NetworkScopeHost.Port));
        Directory.Delete($"{_host.PinDirectory}/test-stray/maps");
        Directory.Delete($"{_host.PinDirectory}/test-stray");
    }

    [Fact]
    public void Run_UnderAnotherSlamLevelWithAgents_LeavesTheFormerInForce()
    {
        _host.Enrol(s_policy);
        DaemonException error = Assert.Throws<DaemonException>(() => Run("test-next", Taint.High));
        Assert.Contains("taint.slam_at of policy.yaml is high now", error.Message, StringComparison.Ordinal);
        Assert.Equal(["test"], Names(""));
        Assert.Equal("EPERM", Try(NetworkScopeHost.OtherPort));
    }

    // Killed before all was attached: the part is taken out and made anew.
    [Fact]
    public void Run_AfterOneThatWasKilledInTheMiddle_BeginsAnew()
    {
        _host.Enrol(s_policy);
        Directory.CreateDirectory($"{_host.PinDirectory}/test-next/maps");
        Directory.CreateDirectory($"{_host.PinDirectory}/test-next/links");
        _host.Upgrade("test-next");
        Assert.Equal(["test-next"], Names(""));
        Assert.Equal(Names("test-next/programs").Except(["telos_identify"]), Names("test-next/links"));
        Assert.Equal("EPERM", Try(NetworkScopeHost.OtherPort));
    }

    // Killed while the former were being taken out: the new ones are whole, and stay.
    [Fact]
    public void Run_AfterOneThatWasKilledAtItsEnd_TakesTheRestOut()
    {
        _host.Enrol(s_policy);
        _host.Upgrade("test-next");
        Directory.CreateDirectory($"{_host.PinDirectory}/test/maps");
        DateTime attached = Directory.GetLastWriteTimeUtc($"{_host.PinDirectory}/test-next/links");
        _host.Restart();
        Assert.Equal(["test-next"], Names(""));
        Assert.Equal(attached, Directory.GetLastWriteTimeUtc($"{_host.PinDirectory}/test-next/links"));
        Assert.Equal("EPERM", Try(NetworkScopeHost.OtherPort));
    }

    public void Dispose() => _host.Dispose();

    private string[] Names(string directory) =>
        [.. Directory.GetFileSystemEntries($"{_host.PinDirectory}/{directory}").Select(path => Path.GetFileName(path)).Order()];

    private void Run(string build, Taint slamAt) => GateHandover.Run(
        new GatePins(_host.PinDirectory, build), _host.Parent, new GateScope(NetworkScopeHost.Cause), slamAt);

    private string Try(ushort port) => _host.Puppet.Try("tcp4", "connect", "127.0.0.1", port);
}
