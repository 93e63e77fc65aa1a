using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon;
using Telos.Daemon.Agents;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Cgroups;

namespace Telos.Bench.Loop;

/// <summary>
/// The daemon's own agent table over real maps, with a cgroup and state files of its own. The gates themselves are not
/// loaded: they read what is there. Needs root.
/// </summary>
internal sealed class LiveTable : IDisposable
{
    private const string Identify = "telos_identify";
    private static readonly TimeSpan s_emptyWait = TimeSpan.FromSeconds(10);

    // In memory, as the daemon's own state is.
    private readonly string _directory = $"/run/telos-bench-{Environment.ProcessId}";
    private readonly CgroupDirectory _parent = CgroupDirectory.Create($"telos-bench-{Environment.ProcessId}");
    private readonly GateMaps _maps;
    private readonly BpfIterator _iterator;
    private readonly GateDemand _demand;
    private readonly LabelKeeper _labels;

    public LiveTable(Ceiling ceiling)
    {
        using BpfObject image = BpfObject.Open(GateImage.GatesElf(), "telos");
        foreach (BpfProgram program in image.Programs)
        {
            program.SetAutoload(program.Name == Identify);
        }

        image.Load();
        Directory.CreateDirectory(_directory);
        Ceiling = new LiveCeiling(ceiling);
        _maps = GateMaps.Open(image.Map, KernelMaps.All);
        using BpfProgramHandle identify = image.Program(Identify).Open();
        _iterator = identify.AttachIterator(Environment.ProcessId);
        FileIdentities identities = new(_iterator);
        _demand = new GateDemand(new GateLinks(new GatePins(File("pins"), "none"), _parent, []), _maps, () => { });
        _labels = new LabelKeeper(_maps, identities, ceiling);
        Agents = new AgentTable(
            _maps, _demand, identities, Ceiling, _labels, new AgentStore(File("agents"), File("last")), _parent,
            identities.Resolve("/bin/true")!.Value, names: null, _ => { });
    }

    public LiveCeiling Ceiling { get; }

    public AgentTable Agents { get; }

    /// <summary>In the directory of its state.</summary>
    public string File(string name) => Path.Combine(_directory, name);

    /// <summary>After the agents' processes have ended.</summary>
    public void Dispose()
    {
        Agents.Dispose();
        _labels.Dispose();
        _demand.Dispose();
        _iterator.Dispose();
        _maps.Dispose();
        foreach (string agent in Directory.GetDirectories(_parent.Path))
        {
            SpinWait.SpinUntil(() => CgroupDirectory.Open(agent).TryDelete() != Errno.EBUSY, s_emptyWait);
        }

        _parent.Delete();
        Directory.Delete(_directory, recursive: true);
    }
}
