using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Cgroups;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

/// <summary>
/// What the daemon installs and runs without BPF LSM, with pins, a cgroup and a network namespace of the test's own, and
/// a process to enrol.
/// </summary>
internal sealed class NetworkScopeHost : IDisposable
{
    public const string Cause = "the test wants none";
    public const ushort Port = 7001;
    public const ushort OtherPort = 7002;

    /// <summary>Where somebody answers as the daemon would.</summary>
    public const ushort DnsPort = 7003;
    private const int LingerMs = 100;
    private const int WaitMs = 10_000;

    private readonly NamesElsewhere _names = new();
    private readonly string _name = $"telos-test-{Guid.NewGuid():N}"[..20];
    private readonly TempDirectory _temp = new();
    private readonly TestNamespace _namespace;
    private readonly CgroupDirectory _parent;
    private readonly SocketPuppet _server;
    private readonly AuditLog _log;
    private string _build = "test";
    private GateDemand _demand;
    private LabelKeeper? _labels;

    public NetworkScopeHost()
    {
        _namespace = new TestNamespace(_name);
        _parent = CgroupDirectory.Create(_name);
        _server = new SocketPuppet(_name, null, Port, OtherPort, DnsPort);
        Puppet = new SocketPuppet(_name, null);
        Outside = new SocketPuppet(_name, null);
        _log = new AuditLog(AuditPath);
        (Gates, _demand, Table) = Start();
        Sweep = new SocketSweep(Gates.Maps, Table, new Journal(_log));
    }

    public CgroupDirectory Parent => _parent;

    public InstalledGates Gates { get; private set; }

    public AgentTable Table { get; private set; }

    public SocketPuppet Puppet { get; }

    public SocketPuppet Outside { get; }

    /// <summary>Of the first daemon alone.</summary>
    public SocketSweep Sweep { get; }

    public string AuditPath => _temp.File("audit.jsonl");

    public string PinDirectory => $"{TelosPaths.BpfMount}/{_name}";

    /// <summary>TCP and UDP to the one port of loopback.</summary>
    public static CompiledPolicy Policy(TimeSpan ttl, params string[] hosts) => new(
        Verdict.Allow, "reach loopback", ttl, [],
        [.. hosts.SelectMany(host => (HostGrant[])
            [new HostGrant(host, Port, Transport.Tcp, "named"), new HostGrant(host, Port, Transport.Udp, "named")])],
        [], []);

    public AgentEntry Enrol(CompiledPolicy policy, ushort dnsPort = 0)
    {
        _names.Port = dnsPort;
        return Table.Enrol(OpenProcess(Puppet.Pid), 0, "/bin/true", policy, Mode.Enforce).Agent;
    }

    public static PidFd OpenProcess(int pid)
    {
        Assert.Equal(Errno.None, PidFd.TryOpen(pid, out PidFd? process));
        return process!;
    }

    /// <summary>From now on no agent gets a number.</summary>
    public void BreakStore() => Directory.CreateDirectory(_temp.File("last_agent_id.new"));

    /// <summary>Moves it where no agent is.</summary>
    public void TakeOut(int pid) => _parent.Add(pid);

    /// <summary>As when the daemon is killed and started again.</summary>
    public void Restart()
    {
        Sweep.Dispose();
        EndDaemon();
        (Gates, _demand, Table) = Start();
        Table.Restore();
    }

    /// <summary>As when the next daemon is one of another build.</summary>
    public void Upgrade(string build)
    {
        string former = _build;
        _build = build;
        try
        {
            Restart();
        }
        catch (DaemonException)
        {
            // The former one is started again, for the test to end it.
            _build = former;
            (Gates, _demand, Table) = Start();
            Table.Restore();
            throw;
        }
    }

    public void Dispose()
    {
        Sweep.Dispose();
        Puppet.Dispose();
        Outside.Dispose();
        _server.Dispose();
        _parent.Kill();
        EndDaemon();
        Gates.Remove();
        foreach (string directory in Directory.GetDirectories(_parent.Path))
        {
            CgroupDirectory cgroup = CgroupDirectory.Open(directory);
            SpinWait.SpinUntil(() => cgroup.TryDelete() != Errno.EBUSY, WaitMs);
        }

        SpinWait.SpinUntil(() => _parent.TryDelete() != Errno.EBUSY, WaitMs);
        _log.Dispose();
        _namespace.Dispose();
        _temp.Dispose();
    }

    /// <summary>Somebody in the agents' network namespace answers there.</summary>
    private sealed class NamesElsewhere : IAgentNames
    {
        public ushort Port { get; set; }

        public ushort Open(AgentEntry agent) => Port;

        public bool TryReopen(AgentEntry agent) => true;

        public string? Charge(AgentEntry agent, CompiledPolicy policy) => null;

        public void SetPolicy(AgentEntry agent)
        {
        }

        public void Close(uint agentId)
        {
        }
    }

    private (InstalledGates Gates, GateDemand Demand, AgentTable Table) Start()
    {
        InstalledGates gates = InstalledGates.Install(
            new GatePins(PinDirectory, _build), _parent, new GateScope(Cause), Taint.Critical);
        gates.Maps.Pulse[0].StaleAtNs = ulong.MaxValue;
        GateDemand demand = new(gates.Links, gates.Maps, () => { }, LingerMs);
        FileIdentities identities = new(gates.Identify);
        _labels = new LabelKeeper(gates.Maps, identities, Ceiling.Default);
        AgentTable table = new(
            gates.Maps, demand, identities, new LiveCeiling(Ceiling.Default), _labels,
            new AgentStore(_temp.File("agents"), _temp.File("last_agent_id")), _parent,
            identities.Resolve("/bin/true")!.Value, _names, _ => { });
        return (gates, demand, table);
    }

    private void EndDaemon()
    {
        Table.Dispose();
        _labels!.Dispose();
        _demand.Dispose();
        Gates.Dispose();
    }
}
