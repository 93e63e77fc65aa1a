using Telos.Core.Abi;
using Telos.Core.Protocol;
using Telos.Daemon.Agents;
using Telos.Daemon.Audit;
using Telos.Daemon.Dns;
using Telos.Daemon.Events;
using Telos.Daemon.Gates;
using Telos.Daemon.Pulses;
using Telos.Linux;

namespace Telos.Daemon;

/// <summary>What the daemon knows of itself and of the kernel's maps, read when it is asked for.</summary>
internal sealed class StatusReader(
    InstalledGates gates, GateScope scope, GateDemand demand, AgentTable agents, LabelKeeper labels, SocketSweep sweep,
    EventPump events, AuditLog log, AuditKeeper keeper, LiveCeiling ceiling, CeilingReload reload, AgentResolver? names)
{
    private const ulong NsPerMs = 1_000_000;

    /// <summary>Set once it beats.</summary>
    public Watchdog? Watchdog { get; set; }

    /// <summary>Why nobody can read the metrics; null: he can, or was not to.</summary>
    public string? MetricsFault { get; set; }

    public StatusResult Read()
    {
        int needed = demand.CountNeeded(out int attached);
        return new StatusResult(
            Environment.ProcessId,
            ProductVersion.Text,
            Kernel.Release,
            gates.Adopted,
            ceiling.Current.Mode.ToString().ToLowerInvariant(),
            gates.Links.CountAttached(),
            gates.Links.Programs.Count,
            DescribeAll(),
            Count(Stat.Decisions),
            Count(Stat.EventsDropped),
            Count(Stat.StateMissing),
            Count(Stat.StorageFull),
            Count(Stat.LabelTooDeep),
            Count(Stat.EgressDropped),
            labels.Count,
            [
                Fill(KernelMaps.Agents, gates.Maps.Agents.Keys()),
                Fill(KernelMaps.ExecGrants, gates.Maps.ExecGrants.Keys()),
                Fill(KernelMaps.NetGrants, gates.Maps.NetGrants.Keys()),
                Fill(KernelMaps.FileGrants, gates.Maps.FileGrants.Keys()),
                Fill(KernelMaps.Labels, gates.Maps.Labels.Keys()),
                Fill(KernelMaps.Names, gates.Maps.Names.Keys()),
                Fill(KernelMaps.Objects, gates.Maps.Objects.Keys()),
            ],
            [.. scope.Off],
            scope.Cause,
            events.Fault ?? log.Fault ?? keeper.Fault,
            labels.Fault,
            sweep.Fault,
            names?.Report(),
            reload.Fault,
            agents.Proof.OutsideCount,
            MetricsFault,
            needed,
            attached,
            Watchdog?.Report());
    }

    public AgentStateResult[] DescribeAll()
    {
        ILookup<uint, ulong> bridges = Bridges();
        return [.. agents.All().Select(agent => Describe(agent, bridges))];
    }

    public AgentStateResult Describe(AgentEntry agent) => Describe(agent, Bridges());

    // Until when each is open, by agent. What is over is closed, though it may still stand there.
    private ILookup<uint, ulong> Bridges()
    {
        ulong now = Clock.BootNs();
        return gates.Maps.NetGrants.Keys()
            .Select(key => (key.AgentId, Grant: gates.Maps.NetGrants.TryGet(key, out NetGrant grant) ? grant : default))
            .Where(bridge => bridge.Grant.ExpiresNs > now)
            .ToLookup(bridge => bridge.AgentId, bridge => bridge.Grant.ExpiresNs - now);
    }

    private AgentStateResult Describe(AgentEntry agent, ILookup<uint, ulong> bridges)
    {
        AgentState state = agents.StateOf(agent.Id);
        ReadOnlySpan<ulong> refused = state.Refused;
        return new AgentStateResult(
            agent.Id,
            agent.Uid,
            agent.Goal,
            agent.Command,
            agent.Mode.ToString().ToLowerInvariant(),
            agents.TaintOf(agent.Id).ToString().ToUpperInvariant(),
            (long)agent.Left.TotalMilliseconds,
            refused[(int)Gate.Exec],
            refused[(int)Gate.Network],
            refused[(int)Gate.File],
            refused[(int)Gate.Lineage],
            refused[(int)Gate.Tamper],
            state.EventsDropped,
            agent.DnsPort,
            agent.ParentIdOrNull,
            bridges[agent.Id].Count(),
            bridges.Contains(agent.Id) ? (long)(bridges[agent.Id].Min() / NsPerMs) : null);
    }

    private ulong Count(Stat stat) => gates.Maps.Stats.SumPerCpu((uint)stat);

    private static MapFill Fill<TKey>(MapDescriptor map, IEnumerable<TKey> keys) =>
        new(map.Name, keys.Count(), map.MaxEntries);
}
