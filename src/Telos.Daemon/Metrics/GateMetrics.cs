using System.Globalization;
using Prometheus;
using Telos.Core.Abi;
using Telos.Core.Protocol;
using Telos.Daemon.Agents;
using Telos.Daemon.Gates;

namespace Telos.Daemon.Metrics;

/// <summary>What the gates did, how full their maps are, and what is wrong with them as far as the daemon sees.</summary>
internal sealed class GateMetrics
{
    private const double MsPerSecond = 1000;

    private readonly StatusReader _status;
    private readonly AgentTable _agents;
    private readonly GateMaps _maps;
    private readonly Gauge _build, _enforcement, _faults, _attached, _expected, _entries, _capacity, _running, _bridges, _pulse;
    private readonly Counter _blocks, _execBlocks, _networkBlocks, _decisions, _eventsDropped, _untracked, _egress, _outside;

    private GateMetrics(IMetricFactory make, StatusReader status, AgentTable agents, GateMaps maps)
    {
        (_status, _agents, _maps) = (status, agents, maps);
        _build = make.CreateGauge("telos_build_info", "1; what runs here.", ["version", "abi", "kernel"]);
        _enforcement = make.CreateGauge(
            "telos_enforcement_state",
            "1 for the state it is in, 0 for the others: enforcing (all that its agents need is attached, and nothing is wrong), "
            + "degraded, audit. It is the daemon's view; telos status has a canary refused by each gate.", ["state"]);
        _faults = make.CreateGauge("telos_fault", "1: this part does not do its work; telos status says why.", ["part"]);
        _attached = make.CreateGauge(
            "telos_gate_programs_attached", "Of those that the agents there are need, BPF programs that the kernel has.");
        _expected = make.CreateGauge(
            "telos_gate_programs_expected", "BPF programs that the agents there are need.");
        _entries = make.CreateGauge("telos_map_entries", "Entries of a kernel map.", ["map"]);
        _capacity = make.CreateGauge("telos_map_capacity", "The most it has room for.", ["map"]);
        _running = make.CreateGauge("telos_agents", "Agents that run, by taint.", ["taint"]);
        _bridges = make.CreateGauge("telos_active_drawbridges", "Addresses that an agent may reach now.");
        _pulse = make.CreateGauge(
            "telos_pulse_age_seconds",
            "How long ago the slowest part of the daemon got on; the gates compare it with watchdog.stale.");
        _blocks = make.CreateCounter(
            "telos_gate_refusals_total", "Calls of agents that a gate refused (in audit mode: would have), counted by the gates.",
            ["gate"]);
        _execBlocks = make.CreateCounter("telos_exec_blocks_total", "Programs that were not started: gate=\"exec\".");
        _networkBlocks = make.CreateCounter("telos_network_blocks_total", "Network calls that were refused: gate=\"network\".");
        _decisions = make.CreateCounter("telos_gate_decisions_total", "Times that a gate looked at a call of an agent.");
        _eventsDropped = make.CreateCounter(
            "telos_events_dropped_total", "Events that the ring had no room for: refused all the same, and not in the log.");
        _untracked = make.CreateCounter(
            "telos_gate_shortages_total", "Times that a gate refused or tainted since it lacked what it needs to know.",
            ["what"]);
        _egress = make.CreateCounter(
            "telos_egress_dropped_packets_total", "Packets dropped whose connection is older than what its agent may reach now.");
        _outside = make.CreateCounter("telos_policies_outside_ceiling_total", "Policies of which nothing was loaded.");
    }

    public static Func<IMetricFactory, Action> Of(
        StatusReader status, AgentTable agents, GateMaps maps) =>
        make => new GateMetrics(make, status, agents, maps).Read;

    private void Read()
    {
        StatusResult now = _status.Read();
        _build.WithLabels(now.Version, KernelAbi.TELOS_ABI_VERSION.ToString(CultureInfo.InvariantCulture), now.Kernel).Set(1);
        _expected.Set(now.Needed);
        _attached.Set(now.NeededAttached);
        ReadFaults(now, now.NeededAttached == now.Needed);
        foreach (MapFill map in now.Maps)
        {
            _entries.WithLabels(map.Name).Set(map.Entries);
            _capacity.WithLabels(map.Name).Set(map.EntriesMax);
        }

        foreach (Taint taint in Enum.GetValues<Taint>())
        {
            string name = taint.ToString().ToUpperInvariant();
            _running.WithLabels(name).Set(now.Agents.Count(agent => agent.Taint == name));
        }

        _bridges.Set(now.Agents.Sum(agent => agent.Bridges));
        _pulse.Set((now.Pulse?.AgeMs ?? 0) / MsPerSecond);
        ReadRefusals();
        _decisions.IncTo(now.Decisions);
        _eventsDropped.IncTo(now.EventsDropped);
        _untracked.WithLabels("task_state").IncTo(now.StateMissing);
        _untracked.WithLabels("storage").IncTo(now.StorageFull);
        _untracked.WithLabels("objects").IncTo(_maps.Stats.SumPerCpu((uint)Stat.ObjectsFull));
        _untracked.WithLabels("label_depth").IncTo(now.LabelTooDeep);
        _egress.IncTo(now.EgressDropped);
        _outside.IncTo(now.OutsideCeiling);
    }

    private void ReadFaults(StatusResult now, bool areAttached)
    {
        bool isSound = areAttached && now.OffCause is null;
        foreach ((string part, string? fault) in now.PartFaults())
        {
            _faults.WithLabels(part).Set(fault is null ? 0 : 1);
            isSound &= fault is null;
        }

        string state = now.Mode == "audit" ? "audit" : isSound ? "enforcing" : "degraded";
        foreach (string each in (ReadOnlySpan<string>)["enforcing", "degraded", "audit"])
        {
            _enforcement.WithLabels(each).Set(each == state ? 1 : 0);
        }
    }

    private void ReadRefusals()
    {
        ulong[] refused = _agents.Refused();
        foreach (Gate gate in Enum.GetValues<Gate>())
        {
            _blocks.WithLabels(gate.ToString().ToLowerInvariant()).IncTo(refused[(int)gate]);
        }

        _execBlocks.IncTo(refused[(int)Gate.Exec]);
        _networkBlocks.IncTo(refused[(int)Gate.Network]);
    }
}
