using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Daemon.Sockets;
using Telos.Linux;
using Telos.Linux.Cgroups;

namespace Telos.Daemon.Doctor;

/// <summary>
/// What this machine has and lacks of what Telos needs, each with the command that mends it. Nothing is changed by looking.
/// </summary>
public sealed class MachineCheck
{
    private const string Btf = "/sys/kernel/btf/vmlinux";
    private const long FreeBytesMin = 256L << 20;

    private readonly string[] _mounts = [.. File.ReadLines("/proc/self/mounts")];
    private readonly BootLoader _boot = new(File.Exists);
    private readonly bool _isRunning;

    private MachineCheck(bool isRunning) => _isRunning = isRunning;

    /// <param name="isRunning">Whether the daemon answers: what it has is then not looked for.</param>
    public static IReadOnlyList<Finding> Look(bool isRunning)
    {
        MachineCheck check = new(isRunning);
        return
        [
            Privileges(), KernelVersion(), TypeInformation(), check.SecurityFilesystem(), check.Lsm(), check.BpfFilesystem(),
            check.Cgroups(), Policy(out Ceiling? ceiling), Descriptors(), Disk(), check.BlockPort(ceiling), check.Running(),
        ];
    }

    internal static Finding LsmFinding(string[]? lsms, string release, bool? isBuiltIn, BootLoader boot)
    {
        if (lsms is null)
        {
            return new Finding("lsm", FindingState.Missing, $"nothing tells which security modules {release} has");
        }

        if (lsms.Contains("bpf"))
        {
            return new Finding("lsm", FindingState.Ok, string.Join(',', lsms));
        }

        return isBuiltIn == false
            ? new Finding("lsm", FindingState.Missing, $"{release} was built without CONFIG_BPF_LSM: boot another kernel")
            : new Finding(
                "lsm", FindingState.Missing, $"bpf is not among {string.Join(',', lsms)}",
                boot.CommandFor(KernelSupport.BootParameter(lsms)));
    }

    internal static bool? HasOption(IEnumerable<string>? configuration, string option) =>
        configuration?.Any(line => line == $"{option}=y");

    private static Finding Privileges() => Privilege.IsRoot && Privilege.CanLoadBpf
        ? new Finding("root", FindingState.Ok, "may load BPF programs")
        : new Finding("root", FindingState.Missing, "gates are loaded by root with CAP_SYS_ADMIN", "sudo telos doctor");

    private static Finding KernelVersion() => Kernel.Version >= KernelSupport.Floor
        ? new Finding("kernel", FindingState.Ok, Kernel.Release)
        : new Finding(
            "kernel", FindingState.Missing, $"{Kernel.Release} is older than {KernelSupport.Floor}: boot a newer kernel");

    private static Finding TypeInformation() => File.Exists(Btf)
        ? new Finding("btf", FindingState.Ok, Btf)
        : new Finding("btf", FindingState.Missing,
            $"{Btf} is not there: the kernel was built without CONFIG_DEBUG_INFO_BTF, boot another one");

    private Finding SecurityFilesystem() => KernelSupport.IsMounted(_mounts, KernelSupport.SecurityMount, "securityfs")
        ? new Finding("securityfs", FindingState.Ok, KernelSupport.SecurityMount)
        : new Finding("securityfs", FindingState.Missing, $"{KernelSupport.SecurityMount} is not mounted",
            KernelSupport.MountSecurity);

    private Finding Lsm() => LsmFinding(
        Kernel.TryReadLsmList(out string[] lsms) == Errno.None ? lsms : null, Kernel.Release,
        HasOption(Configuration(), "CONFIG_BPF_LSM"), _boot);

    private static IEnumerable<string>? Configuration()
    {
        string path = $"/boot/config-{Kernel.Release}";
        return File.Exists(path) ? File.ReadLines(path) : null;
    }

    private Finding BpfFilesystem() => KernelSupport.IsMounted(_mounts, TelosPaths.BpfMount, "bpf")
        ? new Finding("bpffs", FindingState.Ok, TelosPaths.BpfMount)
        : new Finding("bpffs", FindingState.Missing, $"{TelosPaths.BpfMount} is not a bpf file system",
            KernelSupport.MountBpf);

    private Finding Cgroups() => CgroupMount.TryFind(out string path)
        ? new Finding("cgroup", FindingState.Ok, path)
        : new Finding("cgroup", FindingState.Missing, "no cgroup version 2 is mounted",
            _boot.CommandFor("systemd.unified_cgroup_hierarchy=1"));

    private static Finding Policy(out Ceiling? ceiling)
    {
        ceiling = null;
        if (!File.Exists(TelosPaths.CeilingFile))
        {
            ceiling = Ceiling.Default;
            return new Finding("policy", FindingState.Ok, $"no {TelosPaths.CeilingFile}: what is built in holds");
        }

        ImmutableArray<string> faults = CeilingSource.Read(TelosPaths.CeilingFile, out Ceiling read);
        if (faults.IsEmpty)
        {
            ceiling = read;
            return new Finding("policy", FindingState.Ok, $"{TelosPaths.CeilingFile} has no fault");
        }

        return new Finding("policy", FindingState.Missing, faults[0], $"telos policy check {TelosPaths.CeilingFile}");
    }

    private static Finding Descriptors()
    {
        try
        {
            return new Finding("descriptors", FindingState.Ok, string.Create(
                CultureInfo.InvariantCulture, $"for {LineLimits.OfAgents().ConnectionsMax} connections of agents"));
        }
        catch (DaemonException error)
        {
            return new Finding("descriptors", FindingState.Missing, error.Message, "ulimit -n 32768");
        }
    }

    private static Finding Disk()
    {
        string directory = Directory.Exists(TelosPaths.StateDirectory) ? TelosPaths.StateDirectory : "/var/lib";
        long free = new DriveInfo(directory).AvailableFreeSpace;
        string detail = string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MiB are free below {directory}");
        return free >= FreeBytesMin
            ? new Finding("disk", FindingState.Ok, detail)
            : new Finding("disk", FindingState.Warning, $"{detail}: the audit log may lose records");
    }

    private Finding BlockPort(Ceiling? ceiling)
    {
        if (ceiling?.Hyperion.Port is not int port || _isRunning)
        {
            return new Finding("port", FindingState.Ok, _isRunning ? "the daemon has what it wants" : "none is wanted");
        }

        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return new Finding("port", FindingState.Ok, $"127.0.0.1:{port} is free");
        }
        catch (SocketException error)
        {
            return new Finding("port", FindingState.Missing, $"127.0.0.1:{port}: {error.Message}",
                $"ss -ltnp 'sport = :{port}'");
        }
    }

    private Finding Running()
    {
        if (_isRunning)
        {
            return new Finding("daemon", FindingState.Ok, "answers: telos status proves the gates");
        }

        return AbandonedGates.Exist
            ? new Finding("daemon", FindingState.Warning, "none runs, and pinned gates hold the agents there are", "telos start")
            : new Finding("daemon", FindingState.Warning, "none runs: nobody is held", "telos start");
    }
}
