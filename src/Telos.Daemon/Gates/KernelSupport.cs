using Telos.Linux;

namespace Telos.Daemon.Gates;

/// <summary>What this machine lacks for the gates, each in one line with what to do about it.</summary>
public static class KernelSupport
{
    /// <summary>6.1: task iterators over one task, and the oldest kernel that the suites run on.</summary>
    private static readonly Version s_floor = new(6, 1);

    /// <summary>Null when gates can be loaded here.</summary>
    public static string? MissingPart()
    {
        if (!Privilege.IsRoot || !Privilege.CanLoadBpf)
        {
            return "not privileged to load gates: run it as root (CAP_SYS_ADMIN)";
        }

        if (Kernel.Version < s_floor)
        {
            return $"kernel {Kernel.Release} is too old: Telos needs 6.1 or newer";
        }

        if (!Kernel.TryReadLsmList(out string[] lsms))
        {
            return "cannot read /sys/kernel/security/lsm: mount -t securityfs securityfs /sys/kernel/security";
        }

        if (MissingLsm(lsms) is string missing)
        {
            return missing;
        }

        return IsMounted(File.ReadLines("/proc/self/mounts"), TelosPaths.BpfMount, "bpf")
            ? null
            : $"{TelosPaths.BpfMount} is not a bpf file system: mount -t bpf bpf {TelosPaths.BpfMount}";
    }

    // The kernel puts capability in front whatever lsm= says.
    internal static string? MissingLsm(string[] lsms) => lsms.Contains("bpf")
        ? null
        : $"bpf is not in the LSM list ({string.Join(',', lsms)}): boot with "
            + $"lsm={string.Join(',', lsms.Where(name => name != "capability"))},bpf";

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
}
