using Telos.Core.Abi;
using Telos.Core.Policy;

namespace Telos.Daemon.Gates;

/// <summary>What is to be labelled on this machine: the ceiling's rules and areas for all users, and Telos' own.</summary>
internal static class LabelPaths
{
    private const char Home = '~';
    private const string Proc = "/proc";
    private const uint Root = 0;
    private const uint Unlabelled = KernelAbi.TELOS_ACCESS_UNLABELLED;
    private const uint Everything = KernelAbi.TELOS_ACCESS_READ | Unlabelled;
    private const uint WriteAndConnect = KernelAbi.TELOS_ACCESS_WRITE | KernelAbi.TELOS_ACCESS_CONNECT;
    private const uint ExecuteAndConnect = KernelAbi.TELOS_ACCESS_EXECUTE | KernelAbi.TELOS_ACCESS_CONNECT;

    /// <summary>Where code is installed: anybody maps it executable, and no agent writes there.</summary>
    public static Label Code { get; } = LabelOf(Taint.Clean, WriteAndConnect);

    private static readonly Label s_guarded = LabelOf(Taint.Clean, Unlabelled);

    /// <summary>Nobody else reads what is written there, and /dev/zero is memory that a program could run.</summary>
    public static Label Device { get; } = LabelOf(Taint.Clean, ExecuteAndConnect);

    // Write is no access that needs a grant here, yet a policy may name it: a tainted agent writes only where it does.
    private static readonly Label s_writeArea = new()
    {
        Gated = ExecuteAndConnect,
        Grantable = ExecuteAndConnect | KernelAbi.TELOS_ACCESS_WRITE,
        Flags = KernelAbi.TELOS_LABEL_WRITE_AREA,
    };

    public static List<LabelPath> Of(Ceiling ceiling, IReadOnlyList<(string Home, uint Uid)> homes)
    {
        List<LabelPath> paths = [];
        foreach (LabelRule rule in ceiling.Labels)
        {
            uint grantable = rule.Grantable ? KernelAbi.TELOS_ACCESS_READ : 0;
            AddRule(paths, rule.Path, LabelOf(rule.Level, Everything, grantable), homes);
        }

        Label writeArea = s_writeArea;
        writeArea.Gated |= ceiling.WriteBy == WriteBy.Grant ? KernelAbi.TELOS_ACCESS_WRITE : 0;
        foreach (string area in ceiling.WriteAreas)
        {
            AddRule(paths, area, writeArea, homes);
        }

        foreach (string directory in ceiling.CodeDirectories)
        {
            AddRule(paths, directory, Code, homes);
        }

        paths.AddRange(Guarded(ceiling).Select(path => new LabelPath(path, s_guarded, Owner: null)));
        paths.AddRange(DefaultAreas.Devices.Select(path => new LabelPath(path, Device, Owner: null)));
        AddOwn(paths);
        return paths;
    }

    /// <summary>
    /// For a file that two rules reach: what either of them asks for. An access can be granted when each rule that
    /// gates it lets it be granted.
    /// </summary>
    public static Label Stricter(Label one, Label other) => new()
    {
        Level = one.Level >= other.Level ? one.Level : other.Level,
        Gated = one.Gated | other.Gated,
        Grantable = (one.Grantable | other.Grantable)
            & (one.Grantable | ~one.Gated) & (other.Grantable | ~other.Gated),
        Flags = one.Flags | other.Flags,
    };

    // What no label covers needs a grant already. These matter where the operator opens what is around them; a label
    // that is not needed is one less that another file's number may be taken for (overlayfs has numbers twice).
    private static IEnumerable<string> Guarded(Ceiling ceiling) =>
        RunLaterPlaces.Paths.Where(path => AreaMatch.IsWritable(ceiling, path))
            .Concat(UnixDeputies.Paths.Where(path => !ceiling.UnixSockets.IsEmpty || AreaMatch.IsWritable(ceiling, path)));

    private static void AddRule(
        List<LabelPath> paths, string path, Label label, IReadOnlyList<(string Home, uint Uid)> homes)
    {
        if (!path.StartsWith(Home))
        {
            paths.Add(new LabelPath(path, label, Owner: null));
            return;
        }

        foreach ((string home, uint uid) in homes)
        {
            paths.Add(new LabelPath(home + path[1..], label, uid == Root ? null : uid));
        }
    }

    /// <summary>
    /// All directories above the paths: whatever makes a path lead to another file happens in one of them. procfs
    /// tells no changes.
    /// </summary>
    public static IReadOnlyCollection<string> DirectoriesAbove(IEnumerable<string> paths)
    {
        HashSet<string> directories = new(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            string? directory = Path.GetDirectoryName(path);
            while (directory is not null && directories.Add(directory))
            {
                directory = Path.GetDirectoryName(directory);
            }
        }

        directories.RemoveWhere(path => path == Proc || path.StartsWith(Proc + "/", StringComparison.Ordinal));
        return directories;
    }

    // Telos' own files: agents may not change them; the log, the agents' records and what containers declare they may not read
    // either. Its sockets judge by themselves who connects. Nor may agents set what the kernel runs by itself, outside all
    // gates: core_pattern of core(5), uevent_helper.
    private static void AddOwn(List<LabelPath> paths)
    {
        Label ours = LabelOf(Taint.Clean, KernelAbi.TELOS_ACCESS_WRITE | KernelAbi.TELOS_ACCESS_EXECUTE);
        Label hidden = LabelOf(Taint.Clean, Everything);
        paths.Add(new LabelPath(TelosPaths.ConfigDirectory, s_guarded, Owner: null));
        paths.Add(new LabelPath(TelosPaths.RunDirectory, ours, Owner: null));
        paths.Add(new LabelPath("/proc/sys", s_guarded, Owner: null));
        paths.Add(new LabelPath("/proc/sysrq-trigger", s_guarded, Owner: null));
        paths.Add(new LabelPath("/sys", s_guarded, Owner: null));
        paths.Add(new LabelPath(TelosPaths.StateDirectory, hidden, Owner: null));
        paths.Add(new LabelPath(TelosPaths.AgentsDirectory, hidden, Owner: null));
        paths.Add(new LabelPath(TelosPaths.ContainersDirectory, hidden, Owner: null));
        paths.Add(new LabelPath(TelosPaths.CanaryLabelled, LabelOf(Taint.Low, Everything), Owner: null));
        paths.Add(new LabelPath(TelosPaths.CanaryTainting, LabelOf(Taint.Critical, Unlabelled), Owner: null));
    }

    private static Label LabelOf(Taint level, uint gated, uint grantable = 0) =>
        new() { Level = level, Gated = gated, Grantable = grantable };
}
