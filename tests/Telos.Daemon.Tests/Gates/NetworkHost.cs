using System.Net;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Gates;
using Telos.Daemon.Hyperion;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Cgroups;
using Telos.Linux.Ring;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

/// <summary>
/// The product's cgroup programs, and no LSM program, on a cgroup of the test's own; two agents' cgroups in it, and a
/// network namespace in which ports of loopback are served from outside of all. Nothing is pinned: all ends with it.
/// Loading and starting cost more than all acts, so that the cases share it, each after a <see cref="Reset"/>.
/// </summary>
public sealed class NetworkHost : IDisposable
{
    internal const ushort Port = 7001;
    internal const ushort OtherPort = 7002;

    /// <summary>Where somebody answers as the daemon would.</summary>
    internal const ushort DnsPort = 7003;

    internal const string Device = "telos-other";
    private const uint AgentId = 7;
    private const uint OtherAgentId = 8;
    private const uint Generation = 3;

    private readonly string _name = $"telos-test-{Guid.NewGuid():N}"[..20];
    private readonly List<BpfLinkHandle> _links = [];
    private readonly List<BpfProgramHandle> _programs = [];
    private readonly List<(BpfProgramHandle Program, BpfCgroupHook Hook)> _hooks = [];
    private readonly CgroupDirectory _parent;
    private readonly TestNamespace? _namespace;
    private readonly SocketPuppet? _server;
    private readonly RingReader _events;
    private readonly GateMaps _maps;

    public NetworkHost()
    {
        using BpfObject image = BpfObject.Open(GateImage.GatesElf(), "telos");
        foreach (BpfProgram program in image.Programs)
        {
            program.SetAutoload(program.SectionName.StartsWith("cgroup", StringComparison.Ordinal));
        }

        image.Load();
        _maps = GateMaps.Open(image.Map, KernelMaps.All);
        _events = RingReader.Open(_maps.Events);
        foreach (BpfProgram program in image.Programs.Where(p => p.SectionName.StartsWith("cgroup", StringComparison.Ordinal)))
        {
            BpfProgramHandle loaded = image.Program(program.Name).Open();
            _programs.Add(loaded);
            _hooks.Add((loaded, GateProgram.Of(program).Hook!.Value));
        }

        _parent = CgroupDirectory.Create(_name);
        bool started = false;
        try
        {
            Group = CgroupDirectory.Create($"{_parent.Path}/agent");
            _maps.Config.Set(0, new Config { AgentsCgroupId = _parent.Id, SlamLevel = Telos.Core.Abi.Taint.Critical });
            OtherGroup = CgroupDirectory.Create($"{_parent.Path}/other");
            _namespace = new TestNamespace(_name);
            _namespace.AddDevice(Device);
            _server = new SocketPuppet(_name, null, Port, OtherPort, DnsPort);
            Outside = new SocketPuppet(_name, null);
            Agent = new SocketPuppet(_name, Group);
            Other = new SocketPuppet(_name, OtherGroup);
            started = true;
        }
        finally
        {
            if (!started)
            {
                Dispose();
            }
        }
    }

    internal SocketPuppet Outside { get; } = null!;

    internal SocketPuppet Agent { get; } = null!;

    internal SocketPuppet Other { get; } = null!;

    private CgroupDirectory Group { get; } = null!;

    private CgroupDirectory OtherGroup { get; } = null!;

    /// <summary>Nothing is attached, nobody is known, no socket is open and no event waits.</summary>
    internal void Reset()
    {
        foreach (BpfLinkHandle link in _links)
        {
            link.Dispose();
        }

        _links.Clear();

        // With nothing attached the resets leave, so that no retransmission reaches the next case.
        Agent.Do("close all");
        Other.Do("close all");
        Outside.Do("close all");
        foreach ((uint id, CgroupDirectory group) in ((uint, CgroupDirectory)[])[(AgentId, Group), (OtherAgentId, OtherGroup)])
        {
            _maps.Agents.Delete(id);
            _maps.AgentStates.Delete(id);
            _maps.Cgroups.Delete(group.Id);
        }

        foreach (NetKey key in _maps.NetGrants.Keys().ToArray())
        {
            _maps.NetGrants.Delete(key);
        }

        BlockMaps blocks = BlockMaps.Of(_maps);
        foreach (BlockedAddress blocked in blocks.Addresses().ToArray())
        {
            blocks.Delete(blocked);
        }

        Unannounce();
        _maps.Pulse[0].StaleAtNs = ulong.MaxValue;
        _ = TakeRefusal();
    }

    /// <summary>From now on the daemon counts as dead.</summary>
    internal void StopPulse() => _maps.Pulse[0].StaleAtNs = Clock.BootNs();

    /// <summary>The hooks that are in force from now on.</summary>
    internal IReadOnlyList<BpfCgroupHook> Attach()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle directory = _parent.OpenHandle();
        foreach ((BpfProgramHandle program, BpfCgroupHook hook) in _hooks)
        {
            _links.Add(program.AttachCgroup(directory, hook));
        }

        return [.. _hooks.Select(hook => hook.Hook)];
    }

    /// <summary>What the daemon writes for an agent that is enrolled and has a policy.</summary>
    internal void Enrol(uint generation = Generation, ushort dnsPort = 0, FailMode failMode = FailMode.Closed)
    {
        _maps.Agents.Set(new Agent
        {
            AgentId = AgentId,
            ExpiresNs = ulong.MaxValue,
            Generation = generation,
            DnsPort = dnsPort,
            FailModes = new FailModes(FailMode.Closed, failMode, FailMode.Closed).Bits,
        });
        Taint(Core.Abi.Taint.Clean);
        _maps.Cgroups.Set(Group.Id, new Cgroup { AgentId = AgentId });
    }

    internal void EnrolOther(ushort dnsPort)
    {
        _maps.Agents.Set(
            new Agent { AgentId = OtherAgentId, ExpiresNs = ulong.MaxValue, Generation = Generation, DnsPort = dnsPort });
        _maps.AgentStates.Set(new AgentState { AgentId = OtherAgentId });
        _maps.Cgroups.Set(OtherGroup.Id, new Cgroup { AgentId = OtherAgentId });
    }

    internal ulong Count(Stat stat) => _maps.Stats.SumPerCpu((uint)stat);

    internal void Taint(Taint taint) =>
        _maps.AgentStates.Set(new AgentState { AgentId = AgentId, Taint = taint });

    internal void Grant(string address, string transport, ulong expiresNs = ulong.MaxValue)
    {
        NetKey key = new()
        {
            AgentId = AgentId,
            Generation = Generation,
            Port = Port,
            Protocol = transport == "tcp" ? (byte)6 : (byte)17,
        };
        HostAddresses.WriteMapped(IPAddress.Parse(address), key.Address);
        _maps.NetGrants.Set(key, new NetGrant { ExpiresNs = expiresNs });
    }

    /// <summary>What the operator had blocked, or a denied name.</summary>
    internal void Block(string address, bool firm, ulong expiresNs = ulong.MaxValue)
    {
        BlockMaps blocks = BlockMaps.Of(_maps);
        BlockedAddress blocked = BlockedAddress.Of(IPAddress.Parse(address));
        ushort flags = firm ? (ushort)KernelAbi.TELOS_BLOCK_FIRM : (ushort)0;
        Assert.Equal(Errno.None, blocks.TrySet(blocked, new Block { ExpiresNs = expiresNs, Flags = flags }));
        blocks.Announce(blocked.IsV4, !blocked.IsV4);
    }

    internal void Unannounce() => BlockMaps.Of(_maps).Announce(anyFour: false, anySix: false);

    internal void ExpirePolicy()
    {
        Assert.True(_maps.Agents.TryGet(AgentId, out Agent agent));
        _maps.Agents.Set(agent with { ExpiresNs = Clock.BootNs() });
    }

    /// <summary>The newest event's reason and operation since the last call.</summary>
    internal (Reason Reason, NetOperation Operation)? TakeRefusal()
    {
        LastNetworkEvent last = default;
        _events.Drain(ref last);
        return last.Event is EventNetwork e ? (e.Header.Reason, e.Operation) : null;
    }

    public void Dispose()
    {
        Agent?.Dispose();
        Other?.Dispose();
        Outside?.Dispose();
        _server?.Dispose();
        foreach (Descriptor held in _links.Concat<Descriptor>(_programs))
        {
            held.Dispose();
        }

        _events.Dispose();
        _maps.Dispose();
        Group?.Delete();
        OtherGroup?.Delete();
        _parent.Delete();
        _namespace?.Dispose();
    }
}
