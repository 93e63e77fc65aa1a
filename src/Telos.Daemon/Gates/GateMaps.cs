using Telos.Core.Abi;
using Telos.Linux;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Gates;

/// <summary>
/// The shared maps, open and of the shape that the header says: the generated descriptors are compared with what
/// the kernel reports, so that neither a stale pin nor a wrong build is ever written to.
/// </summary>
internal sealed class GateMaps : IDisposable
{
    private readonly Dictionary<string, BpfMapHandle> _handles;
    private readonly Lock _configLock = new();

    private GateMaps(Dictionary<string, BpfMapHandle> handles)
    {
        _handles = handles;
        Config = Typed(KernelMaps.Config);
        Tasks = new BpfTaskStorage<TaskState>(_handles[KernelMaps.Tasks.Name]);
        Agents = new AgentSlots<Agent>(Typed(KernelMaps.Agents), agent => agent.AgentId);
        AgentStates = new AgentSlots<AgentState>(Typed(KernelMaps.AgentStates), state => state.AgentId);
        StateMemory = Shared<AgentState>(KernelMaps.AgentStates.Name);
        Pulse = Shared<Pulse>(KernelMaps.Pulse.Name);
        ExecGrants = Typed(KernelMaps.ExecGrants);
        ArgumentSets = Typed(KernelMaps.ArgumentSets);
        ArgumentWords = Typed(KernelMaps.ArgumentWords);
        Variables = Typed(KernelMaps.Variables);
        Scripts = Typed(KernelMaps.Scripts);
        NetGrants = Typed(KernelMaps.NetGrants);
        FileGrants = Typed(KernelMaps.FileGrants);
        Labels = Typed(KernelMaps.Labels);
        Names = Typed(KernelMaps.Names);
        Directories = Typed(KernelMaps.Directories);
        Objects = Typed(KernelMaps.Objects);
        ObjectsNoted = Typed(KernelMaps.ObjectsNoted);
        Terminals = Typed(KernelMaps.Terminals);
        Programs = Typed(KernelMaps.Programs);
        Cgroups = Typed(KernelMaps.Cgroups);
        Blocks4 = Typed(KernelMaps.Blocks4);
        Blocks6 = Typed(KernelMaps.Blocks6);
        BlockGuards = Typed(KernelMaps.BlockGuards);
        TokenPieces = Typed(KernelMaps.TokenPieces);
        XdpStats = new BpfPerCpuArray(_handles[KernelMaps.XdpStats.Name]);
        Stats = new BpfPerCpuArray(_handles[KernelMaps.Stats.Name]);
    }

    public BpfMap<uint, Config> Config { get; }

    public BpfTaskStorage<TaskState> Tasks { get; }

    public AgentSlots<Agent> Agents { get; }

    public AgentSlots<AgentState> AgentStates { get; }

    /// <summary>The same entries, by the agent's number modulo their count, to raise a taint in.</summary>
    public BpfMappedArray<AgentState> StateMemory { get; }

    /// <summary>One entry: until when the daemon counts as alive.</summary>
    public BpfMappedArray<Pulse> Pulse { get; }

    public BpfMap<FileKey, ExecGrant> ExecGrants { get; }

    public BpfMap<uint, ArgumentSet> ArgumentSets { get; }

    public BpfMap<ArgumentWord, uint> ArgumentWords { get; }

    public BpfMap<VariableKey, Variable> Variables { get; }

    public BpfMap<ScriptKey, uint> Scripts { get; }

    public BpfMap<NetKey, NetGrant> NetGrants { get; }

    public BpfMap<FileKey, FileGrant> FileGrants { get; }

    public BpfMap<FileId, Label> Labels { get; }

    public BpfMap<NameKey, Label> Names { get; }

    public BpfMap<FileId, uint> Directories { get; }

    public BpfMap<FileId, SharedObject> Objects { get; }

    /// <summary>One number: how many objects the gates have noted so far, each after it is there.</summary>
    public BpfMap<uint, uint> ObjectsNoted { get; }

    public BpfMap<uint, uint> Terminals { get; }

    /// <summary>By file: programs of several names that were ever granted.</summary>
    public BpfMap<FileId, uint> Programs { get; }

    public BpfMap<ulong, Cgroup> Cgroups { get; }

    /// <summary>By the address in network order.</summary>
    public BpfMap<uint, Block> Blocks4 { get; }

    public BpfMap<Address, Block> Blocks6 { get; }

    /// <summary>IPv4 as ::ffff:a.b.c.d.</summary>
    public BpfMap<Address, BlockGuard> BlockGuards { get; }

    /// <summary>By the number that twelve letters are: the agent whose decoy has them.</summary>
    public BpfMap<ulong, uint> TokenPieces { get; }

    public BpfPerCpuArray XdpStats { get; }

    public BpfPerCpuArray Stats { get; }

    public BpfMapHandle Events => _handles[KernelMaps.Events.Name];

    public BpfMapHandle Changes => _handles[KernelMaps.Changes.Name];

    /// <exception cref="DaemonException">A map differs from its descriptor.</exception>
    public static GateMaps Open(Func<string, BpfMapHandle> open, IReadOnlyList<MapDescriptor> descriptors)
    {
        Dictionary<string, BpfMapHandle> handles = [];
        GateMaps? maps = null;
        try
        {
            foreach (MapDescriptor descriptor in descriptors)
            {
                BpfMapHandle handle = open(descriptor.Name);
                handles.Add(descriptor.Name, handle);
                Verify(descriptor, handle.Facts());
            }

            maps = new GateMaps(handles);
            return maps;
        }
        finally
        {
            if (maps is null)
            {
                CloseAll(handles);
            }
        }
    }

    public BpfMapHandle Handle(string name) => _handles[name];

    /// <summary>The one way to write it, since several threads change a part each.</summary>
    public void ChangeConfig(Func<Config, Config> change)
    {
        lock (_configLock)
        {
            Config.TryGet(0, out Config before);
            Config.Set(0, change(before));
        }
    }

    public void PinAll(GatePins pins)
    {
        foreach ((string name, BpfMapHandle handle) in _handles)
        {
            handle.Pin(pins.Map(name));
        }
    }

    public void Dispose()
    {
        StateMemory.Dispose();
        Pulse.Dispose();
        CloseAll(_handles);
    }

    internal static void Verify(MapDescriptor expected, in BpfMapFacts got)
    {
        bool sized = expected.Type is MapType.RingBuffer
            || (got.KeySize == expected.KeySize && got.ValueSize == expected.ValueSize);
        bool bounded = expected.Type is MapType.TaskStorage or MapType.InodeStorage or MapType.SocketStorage
            || got.EntriesMax == expected.MaxEntries;
        if ((uint)got.Type != (uint)expected.Type || !sized || !bounded)
        {
            throw new DaemonException(
                $"map {expected.Name} has type {(uint)got.Type}, key {got.KeySize} B, value {got.ValueSize} B, "
                + $"{got.EntriesMax} entries; this build needs type {(uint)expected.Type}, key {expected.KeySize} B, "
                + $"value {expected.ValueSize} B, {expected.MaxEntries} entries: remove the old gates with "
                + "the telos that made them (telos stop)");
        }
    }

    private static void CloseAll(Dictionary<string, BpfMapHandle> handles)
    {
        foreach (BpfMapHandle handle in handles.Values)
        {
            handle.Dispose();
        }
    }

    // An earlier telos made it without BPF_F_MMAPABLE, which its shape does not show.
    private BpfMappedArray<TValue> Shared<TValue>(string name)
        where TValue : unmanaged
    {
        try
        {
            return new BpfMappedArray<TValue>(_handles[name]);
        }
        catch (LinuxException error)
        {
            throw new DaemonException(
                $"map {name} cannot be mapped ({error.Error}): remove the old gates with the telos that made them (telos stop)");
        }
    }

    private BpfMap<TKey, TValue> Typed<TKey, TValue>(MapDescriptor<TKey, TValue> descriptor)
        where TKey : unmanaged
        where TValue : unmanaged => new(_handles[descriptor.Name]);
}
