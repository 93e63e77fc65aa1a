using Telos.Linux;

namespace Telos.Daemon.Gates;

/// <summary>What this machine lacks for the gates, each in one line with what to do about it.</summary>
internal static class KernelSupport
{
    public const string SecurityMount = "/sys/kernel/security";
    public const string MountSecurity = $"mount -t securityfs securityfs {SecurityMount}";
    public const string MountBpf = $"mount -t bpf bpf {TelosPaths.BpfMount}";

    /// <summary>6.1: task iterators over one task, and the oldest kernel that the suites run on.</summary>
    public static Version Floor { get; } = new(6, 1);

    /// <summary>What every gate needs. Null when nothing of that is missing.</summary>
    public static string? MissingPart()
    {
        if (!Privilege.IsRoot || !Privilege.CanLoadBpf)
        {
            return "not privileged to load gates: run it as root (CAP_SYS_ADMIN)";
        }

        if (Kernel.Version < Floor)
        {
            return $"kernel {Kernel.Release} is too old: Telos needs 6.1 or newer";
        }

        if (UnknownLsms(Kernel.TryReadLsmList(out _), SecurityState()) is string unknown)
        {
            return unknown;
        }

        return IsMounted(File.ReadLines("/proc/self/mounts"), TelosPaths.BpfMount, "bpf")
            ? null
            : $"{TelosPaths.BpfMount} is not a bpf file system: {MountBpf}";
    }

    /// <summary>Why no LSM program holds anybody here, when no part is missing; null when they can.</summary>
    public static string? MissingLsm() => Kernel.TryReadLsmList(out string[] lsms) == Errno.None
        ? MissingLsm(lsms)
        : $"kernel {Kernel.Release} was built without security modules: use one with CONFIG_BPF_LSM=y and lsm=...,bpf";

    // Whether there is BPF LSM must be known: to take "cannot tell" for "no" would hold agents to less than they could be.
    internal static string? UnknownLsms(Errno error, SecurityFilesystem securityfs) => (error, securityfs) switch
    {
        (Errno.None, _) or (Errno.ENOENT, SecurityFilesystem.Unknown or SecurityFilesystem.Mounted) => null,
        (Errno.ENOENT, _) => $"securityfs is not mounted, so nothing tells whether BPF LSM is active: "
            + MountSecurity,
        _ => $"cannot read {SecurityMount}/lsm ({error}), so nothing tells whether BPF LSM is active",
    };

    internal static string? MissingLsm(string[] lsms) => lsms.Contains("bpf")
        ? null
        : $"bpf is not in the LSM list ({string.Join(',', lsms)}): boot with {BootParameter(lsms)}";

    // The kernel puts capability in front whatever lsm= says.
    internal static string BootParameter(string[] lsms) =>
        $"lsm={string.Join(',', lsms.Where(name => name != "capability"))},bpf";

    internal static bool IsMounted(IEnumerable<string> mounts, string mountPoint, string type)
    {
        foreach (string line in mounts)
        {
            string[] fields = line.Split(' ');
            if (fields.Length > 2 && fields[1] == mountPoint && fields[2] == type)
            {
                return true;
            }
        }

        return false;
    }

    private static SecurityFilesystem SecurityState()
    {
        if (IsMounted(File.ReadLines("/proc/self/mounts"), SecurityMount, "securityfs"))
        {
            return SecurityFilesystem.Mounted;
        }

        return File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\tsecurityfs", StringComparison.Ordinal))
            ? SecurityFilesystem.NotMounted
            : SecurityFilesystem.Unknown;
    }
}
