using Telos.Core.Abi;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Cgroups;

namespace Telos.Daemon.Gates;

/// <summary>
/// The gates in the kernel. Links and maps are pinned, so that they hold without a daemon; a daemon that starts
/// later adopts them as they are, without a moment in between. Either everything of the scope is installed or nothing is.
/// </summary>
internal sealed class InstalledGates : IDisposable
{
    private const string IdentifyProgram = "telos_identify";

    /// <summary>Hooks that split off later; before, another hook of ours sees the same.</summary>
    private static readonly string[] s_laterHooks = ["file_ioctl_compat"];

    private readonly GatePins _pins;

    private InstalledGates(GatePins pins, GateMaps maps, BpfIterator identify, GateLinks links, bool adopted)
    {
        _pins = pins;
        Maps = maps;
        Identify = identify;
        Links = links;
        Adopted = adopted;
    }

    public GateMaps Maps { get; }

    public BpfIterator Identify { get; }

    public GateLinks Links { get; }

    /// <summary>They were in force before this daemon started.</summary>
    public bool Adopted { get; }

    /// <param name="slamAt">The taint from which on an agent has no network.</param>
    /// <exception cref="DaemonException">The kernel or what is pinned does not let the gates be installed.</exception>
    public static InstalledGates Install(GatePins pins, CgroupDirectory agents, GateScope scope, Taint slamAt)
    {
        GateHandover.Run(pins, agents, scope, slamAt);
        using BpfObject image = BpfObject.Open(GateImage.GatesElf(), "telos");
        GateLinks links = new(pins, agents, SelectPrograms(image, scope));
        MapDescriptor[] maps = SelectMaps(image, scope);
        bool hasAgents = AgentsCgroup.HasAgents(pins, agents);
        bool complete = IsComplete(pins, links.Programs, maps) && (hasAgents || Holds(pins, agents));
        if (complete && (links.IsAttached(GateTier.Agents) || !hasAgents))
        {
            RequireSlam(pins, agents, slamAt);
            return Adopt(pins, agents, links, maps, slamAt);
        }

        // A start that was killed leaves a part behind which holds nobody: enrolment begins when everything is
        // pinned. A part that agents live under is another matter.
        if (pins.Exist && hasAgents)
        {
            throw new DaemonException(
                "agents run under gates of which a part is gone: telos stop --kill-agents, then telos start");
        }

        pins.Remove();
        InstalledGates? gates = null;
        try
        {
            gates = InstallAnew(image, pins, agents, links, maps, slamAt);
            return gates;
        }
        finally
        {
            if (gates is null)
            {
                pins.Remove();
            }
        }
    }

    /// <summary>Takes the gates out of the kernel.</summary>
    public void Remove() => _pins.Remove();

    public void Dispose()
    {
        Identify.Dispose();
        Maps.Dispose();
    }

    // Systemd removes a slice that is stopped, and makes another one when it is started: without agents that is no loss.
    private static bool Holds(GatePins pins, CgroupDirectory agents)
    {
        return ReadConfig(pins)?.AgentsCgroupId == agents.Id;
    }

    /// <exception cref="DaemonException">Agents are held to another level.</exception>
    internal static void RequireSlam(GatePins pins, CgroupDirectory agents, Taint slamAt)
    {
        // They may have opened ways out that only those of a higher level have closed to them (bpf/taint.h, leaks).
        if (AgentsCgroup.HasAgents(pins, agents) && ReadConfig(pins) is Config config && config.SlamLevel != slamAt)
        {
            throw new DaemonException(
                $"agents run whose network is cut from taint {Name(config.SlamLevel)} on, and taint.slam_at of policy.yaml is "
                + $"{Name(slamAt)} now: end them first, or set it back");
        }
    }

    // Null: its maps are gone already, as those of a build that another one took over from.
    private static Config? ReadConfig(GatePins pins)
    {
        string pin = pins.Map(KernelMaps.Config.Name);
        if (!File.Exists(pin))
        {
            return null;
        }

        using BpfMapHandle handle = BpfMapHandle.OpenPinned(pin);
        return new BpfMap<uint, Config>(handle).TryGet(0, out Config config) ? config : null;
    }

    internal static void PinPrograms(BpfObject image, GatePins pins, GateLinks links)
    {
        foreach (GateProgram program in links.Programs)
        {
            using BpfProgramHandle loaded = image.Program(program.Name).Open();
            loaded.Pin(pins.Program(program.Name));
        }

        using BpfProgramHandle identify = image.Program(IdentifyProgram).Open();
        identify.Pin(pins.Program(IdentifyProgram));
    }

    internal static bool IsComplete(GatePins pins, IReadOnlyList<GateProgram> programs, MapDescriptor[] maps) =>
        pins.Exist
        && File.Exists(pins.Program(IdentifyProgram))
        && programs.All(program => File.Exists(pins.Program(program.Name)))
        && maps.All(map => File.Exists(pins.Map(map.Name)));

    internal static List<GateProgram> SelectPrograms(BpfObject image, GateScope scope)
    {
        List<GateProgram> programs = [];
        foreach (BpfProgram program in image.Programs)
        {
            if (program.Name == IdentifyProgram)
            {
                continue;
            }

            if (!scope.Includes(program))
            {
                program.SetAutoload(false);
                continue;
            }

            if (GateProgram.LsmHookOf(program) is string hook && !Kernel.HasFunction($"bpf_lsm_{hook}"))
            {
                if (s_laterHooks.Contains(hook))
                {
                    program.SetAutoload(false);
                    continue;
                }

                throw new DaemonException(
                    $"kernel {Kernel.Release} has no LSM hook {hook} for {program.Name}: "
                    + "use 6.1 or newer with CONFIG_BPF_LSM=y and CONFIG_SECURITY_PATH=y");
            }

            if (GateProgram.FunctionOf(program) is string function && !Kernel.HasFunction(function))
            {
                throw new DaemonException($"kernel {Kernel.Release} has no {function}() for {program.Name}: "
                    + "use 6.1 or newer with CONFIG_DEBUG_INFO_BTF=y");
            }

            programs.Add(GateProgram.Of(program));
        }

        Kernel.ReleaseBtf();
        return programs;
    }

    internal static MapDescriptor[] SelectMaps(BpfObject image, GateScope scope)
    {
        foreach (MapDescriptor map in KernelMaps.All.Where(map => !scope.Includes(map)))
        {
            image.LeaveOutMap(map.Name);
        }

        return [.. KernelMaps.All.Where(scope.Includes)];
    }

    // Attached is each tier when it is needed first.
    private static InstalledGates InstallAnew(
        BpfObject image, GatePins pins, CgroupDirectory agents, GateLinks links, MapDescriptor[] descriptors, Taint slamAt)
    {
        image.Load();
        GateMaps maps = GateMaps.Open(image.Map, descriptors);
        pins.CreateDirectories();
        maps.PinAll(pins);
        Configure(maps, agents, slamAt);
        PinPrograms(image, pins, links);
        return new InstalledGates(pins, maps, Identifier(pins), links, adopted: false);
    }

    private static InstalledGates Adopt(
        GatePins pins, CgroupDirectory agents, GateLinks links, MapDescriptor[] descriptors, Taint slamAt)
    {
        GateMaps maps = GateMaps.Open(name => BpfMapHandle.OpenPinned(pins.Map(name)), descriptors);
        if (!maps.Config.TryGet(0, out Config config) || config.AgentsCgroupId != agents.Id)
        {
            maps.Dispose();
            throw new DaemonException(
                $"the gates hold cgroup {config.AgentsCgroupId}, but {agents.Path} is {agents.Id} now: "
                + "telos stop, then telos start");
        }

        Configure(maps, agents, slamAt);
        return new InstalledGates(pins, maps, Identifier(pins), links, adopted: true);
    }

    private static string Name(Taint level) => level.ToString().ToLowerInvariant();

    // The program stays; what it is attached to are this daemon's own descriptors.
    private static BpfIterator Identifier(GatePins pins)
    {
        using BpfProgramHandle program = BpfProgramHandle.OpenPinned(pins.Program(IdentifyProgram));
        return program.AttachIterator(Environment.ProcessId);
    }

    // What the gates remember of files names a version, so that it goes on from an earlier daemon's.
    private static void Configure(GateMaps maps, CgroupDirectory agents, Taint slamAt)
    {
        ArgumentMaps.Write(maps);
        maps.ChangeConfig(before => new Config
        {
            AgentsCgroupId = agents.Id,
            DaemonPid = (uint)Environment.ProcessId,
            SlamLevel = slamAt,
            LabelsVersion = before.LabelsVersion,
            Flags = before.Flags
                & (KernelAbi.TELOS_CONFIG_BLOCKS4 | KernelAbi.TELOS_CONFIG_BLOCKS6 | KernelAbi.TELOS_CONFIG_TOKENS),
        });
    }
}
