using System.Diagnostics;
using Telos.Core.Abi;
using Telos.Daemon.Agents;
using Telos.Daemon.Gates;
using Telos.Daemon.Tests.Gates;
using Telos.Linux;
using Telos.Linux.Cgroups;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

/// <summary>An agent table over real maps, with a cgroup and state files of its own, and processes to enrol.</summary>
internal sealed class AgentHost : IDisposable
{
    private const int WaitMs = 10_000;

    private readonly List<Process> _children = [];
    private readonly SemaphoreSlim _ended = new(0);
    private GateDemand? _demand;
    private LabelKeeper? _labels;

    public AgentHost()
    {
        Parent = CgroupDirectory.Create($"telos-test-{Guid.NewGuid():N}");
        Client = Gates.Identities.Resolve("/bin/true")!.Value;
        Table = NewTable();
    }

    public LiveCeiling Ceiling { get; } = new(Core.Policy.Ceiling.Default);

    public TempDirectory Temp { get; } = new();

    public KernelGates Gates { get; } = new();

    public CgroupDirectory Parent { get; }

    public OpenFile Client { get; }

    public AgentTable Table { get; private set; }

    public List<AgentEntry> Ended { get; } = [];

    /// <summary>What a daemon that starts again would have; the one before is gone.</summary>
    public void Restart()
    {
        Table.Dispose();
        Start();
    }

    /// <summary>The children end while no daemon runs.</summary>
    public void RestartAfterChildrenEnded()
    {
        Table.Dispose();
        EndChildren();
        Start();
    }

    public PidFd Spawn()
    {
        Process child = Process.Start("sleep", "60");
        _children.Add(child);
        Assert.Equal(Errno.None, PidFd.TryOpen(child.Id, out PidFd? process));
        return process!;
    }

    public void EndChildren()
    {
        foreach (Process child in _children)
        {
            child.Kill();
            child.WaitForExit();
            child.Dispose();
        }

        _children.Clear();
    }

    /// <summary>The process that was spawned first.</summary>
    public void EndFirst()
    {
        _children[0].Kill();
        _children[0].WaitForExit();
        _children[0].Dispose();
        _children.RemoveAt(0);
    }

    public void WaitForEnd() => Assert.True(_ended.Wait(WaitMs), "the agent's end was not noticed");

    public void Dispose()
    {
        EndChildren();
        Table.Dispose();
        foreach (string directory in Directory.GetDirectories(Parent.Path))
        {
            CgroupDirectory cgroup = CgroupDirectory.Open(directory);
            SpinWait.SpinUntil(() => cgroup.TryDelete() != Errno.EBUSY, WaitMs);
        }

        Parent.Delete();
        _demand?.Dispose();
        _labels?.Dispose();
        Gates.Dispose();
        Temp.Dispose();
        _ended.Dispose();
    }

    private void Start()
    {
        Table = NewTable();
        Table.Restore();
    }

    // No program is there to be attached: what the gates do is for the scenarios.
    private AgentTable NewTable() => new(
        Gates.Maps, _demand ??= NewDemand(),
        Gates.Identities, Ceiling, _labels ??= NewLabels(),
        new AgentStore(Temp.File("agents"), Temp.File("last_agent_id")), Parent, Client,
        names: null, OnEnded);

    private LabelKeeper NewLabels() => new(Gates.Maps, Gates.Identities, Ceiling.Current);

    private GateDemand NewDemand() =>
        new(new GateLinks(new GatePins(Temp.File("pins"), "none"), Parent, []), Gates.Maps, () => { });

    private void OnEnded(AgentEntry agent)
    {
        Ended.Add(agent);
        _ended.Release();
    }
}
