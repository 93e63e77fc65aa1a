using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Cgroups;

namespace Telos.Daemon.Gates;

/// <summary>
/// The gates in the kernel. Links and maps are pinned, so that they hold without a daemon; a daemon that starts
/// later adopts them as they are, without a moment in between. Either everything is installed or nothing is.
/// </summary>
internal sealed class InstalledGates : IDisposable
{
    /// <summary>The taint from which on an agent has no network.</summary>
    public const Taint SlamLevel = Taint.Critical;

    private const string IdentifyProgram = "telos_identify";
    private const string LsmPrefix = "lsm/";

    /// <summary>Sends by sendfile and splice pass socket_sendmsg only since sendpage is gone (6.5).</summary>
    private const string SendpageProgram = "telos_file_permission";
    private const string SendpageFunction = "sock_sendpage";

    private readonly GatePins _pins;

    private InstalledGates(GatePins pins, GateMaps maps, BpfIterator identify, IReadOnlyList<string> programs, bool adopted)
    {
        _pins = pins;
        Maps = maps;
        Identify = identify;
        Programs = programs;
        Adopted = adopted;
    }

    public GateMaps Maps { get; }

    public BpfIterator Identify { get; }

    /// <summary>The programs that this kernel needs attached.</summary>
    public IReadOnlyList<string> Programs { get; }

    /// <summary>They were in force before this daemon started.</summary>
    public bool Adopted { get; }

    /// <exception cref="DaemonException">The kernel or what is pinned does not let the gates be installed.</exception>
    public static InstalledGates Install(GatePins pins, CgroupDirectory agents)
    {
        if (pins.OtherBuild() is string other)
        {
            throw new DaemonException(
                $"gates of another build ({other}) are in force: end them with the telos that made them (telos stop)");
        }

        using BpfObject image = BpfObject.Open(GateImage.Elf, "telos");
        List<string> programs = SelectPrograms(image);
        if (IsComplete(pins, programs))
        {
            return Adopt(image, pins, agents, programs);
        }

        // A start that was killed leaves a part behind which holds nobody: enrolment begins when everything is
        // pinned. A part that agents live under is another matter.
        if (pins.Exist && agents.Populated)
        {
            throw new DaemonException(
                "agents run under gates of which a part is gone: telos stop --kill-agents, then telos start");
        }

        pins.Remove();
        InstalledGates? gates = null;
        try
        {
            gates = InstallAnew(image, pins, agents, programs);
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

    /// <summary>The links as the kernel has them now.</summary>
    public int CountAttached()
    {
        int attached = 0;
        foreach (string program in Programs)
        {
            if (BpfLinkHandle.TryOpenPinned(_pins.Link(program), out BpfLinkHandle? link) == Errno.None)
            {
                link!.Dispose();
                attached++;
            }
        }

        return attached;
    }

    /// <summary>Takes the gates out of the kernel.</summary>
    public void Remove() => _pins.Remove();

    public void Dispose()
    {
        Identify.Dispose();
        Maps.Dispose();
    }

    // The others are cgroup programs.
    private static bool IsLsm(BpfProgram program) =>
        program.SectionName.StartsWith(LsmPrefix, StringComparison.Ordinal);

    private static bool IsComplete(GatePins pins, List<string> programs) =>
        pins.Exist
        && programs.TrueForAll(program => File.Exists(pins.Link(program)))
        && KernelMaps.All.All(map => File.Exists(pins.Map(map.Name)));

    private static List<string> SelectPrograms(BpfObject image)
    {
        List<string> programs = [];
        foreach (BpfProgram program in image.Programs)
        {
            if (program.Name == IdentifyProgram)
            {
                continue;
            }

            if (program.Name == SendpageProgram && !Kernel.HasFunction(SendpageFunction))
            {
                program.SetAutoload(false);
                continue;
            }

            string hook = program.SectionName[(program.SectionName.IndexOf('/', StringComparison.Ordinal) + 1)..];
            if (IsLsm(program) && !Kernel.HasFunction($"bpf_lsm_{hook}"))
            {
                throw new DaemonException(
                    $"kernel {Kernel.Release} has no LSM hook {hook} for {program.Name}: "
                    + "use 6.1 or newer with CONFIG_BPF_LSM=y and CONFIG_SECURITY_PATH=y");
            }

            programs.Add(program.Name);
        }

        Kernel.ReleaseBtf();
        return programs;
    }

    private static InstalledGates InstallAnew(
        BpfObject image, GatePins pins, CgroupDirectory agents, List<string> programs)
    {
        image.Load();
        GateMaps maps = GateMaps.Open(image.Map);
        pins.CreateDirectories();
        maps.PinAll(pins);
        Configure(maps, agents);
        using SafeFileHandle cgroup = agents.OpenHandle();
        foreach (string name in programs)
        {
            BpfProgram program = image.Program(name);
            using BpfLinkHandle link = IsLsm(program) ? image.Attach(program) : image.AttachCgroup(program, cgroup);
            link.Pin(pins.Link(name));
        }

        return new InstalledGates(pins, maps, Iterator(image), programs, adopted: false);
    }

    private static InstalledGates Adopt(BpfObject image, GatePins pins, CgroupDirectory agents, List<string> programs)
    {
        GateMaps maps = GateMaps.Open(name => BpfMapHandle.OpenPinned(pins.Map(name)));
        if (!maps.Config.TryGet(0, out Config config) || config.AgentsCgroupId != agents.Id)
        {
            maps.Dispose();
            throw new DaemonException(
                $"the gates hold cgroup {config.AgentsCgroupId}, but {agents.Path} is {agents.Id} now: "
                + "telos stop, then telos start");
        }

        // Only the iterator is new: it is bound to this daemon's own descriptors.
        foreach (BpfProgram program in image.Programs)
        {
            program.SetAutoload(program.Name == IdentifyProgram);
        }

        foreach (MapDescriptor map in KernelMaps.All)
        {
            image.ReuseMap(map.Name, maps.Handle(map.Name));
        }

        image.Load();
        Configure(maps, agents);
        return new InstalledGates(pins, maps, Iterator(image), programs, adopted: true);
    }

    private static BpfIterator Iterator(BpfObject image) =>
        image.AttachIterator(image.Program(IdentifyProgram), Environment.ProcessId);

    private static void Configure(GateMaps maps, CgroupDirectory agents) => maps.Config.Set(0, new Config
    {
        AgentsCgroupId = agents.Id,
        DaemonPid = (uint)Environment.ProcessId,
        SlamLevel = SlamLevel,
    });
}
