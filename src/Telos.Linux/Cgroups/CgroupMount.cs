using Telos.Linux.Files;

namespace Telos.Linux.Cgroups;

/// <summary>Where the unified hierarchy is mounted.</summary>
public static class CgroupMount
{
    private const string Cgroup2 = "cgroup2";

    public static bool TryFind(out string path) => TryFind(MountTable.Read(), out path);

    internal static bool TryFind(IEnumerable<string> mountInfo, out string path) =>
        TryFind(MountTable.Parse(mountInfo), out path);

    private static bool TryFind(IEnumerable<Mount> mounts, out string path)
    {
        path = mounts.FirstOrDefault(mount => mount.Type == Cgroup2)?.Point ?? "";
        return path.Length > 0;
    }
}
