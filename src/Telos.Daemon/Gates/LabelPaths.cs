using Telos.Core.Abi;
using Telos.Core.Policy;

namespace Telos.Daemon.Gates;

/// <summary>What is to be labelled on this machine: the ceiling's rules for all users, and Telos' own.</summary>
internal static class LabelPaths
{
    private const string HomePrefix = "~/";
    private const string Proc = "/proc";
    private const uint Root = 0;
    private const uint ReadAndWrite = KernelAbi.TELOS_ACCESS_READ | KernelAbi.TELOS_ACCESS_WRITE;

    public static List<LabelPath> Of(IEnumerable<LabelRule> rules, IReadOnlyList<(string Home, uint Uid)> homes)
    {
        List<LabelPath> paths = [];
        foreach (LabelRule rule in rules)
        {
            Label label = LabelOf(rule.Level, ReadAndWrite, rule.Grantable);
            if (!rule.Path.StartsWith(HomePrefix, StringComparison.Ordinal))
            {
                paths.Add(new LabelPath(rule.Path, label, Owner: null));
                continue;
            }

            foreach ((string home, uint uid) in homes)
            {
                paths.Add(new LabelPath($"{home}/{rule.Path[HomePrefix.Length..]}", label, uid == Root ? null : uid));
            }
        }

        AddOwn(paths);
        return paths;
    }

    /// <summary>For a file that two rules reach: what either of them asks for.</summary>
    public static Label Stricter(Label one, Label other)
    {
        Label stricter = one.Level >= other.Level ? one : other;
        stricter.Gated = one.Gated | other.Gated;
        stricter.Grantable = one.Grantable & other.Grantable;
        return stricter;
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

    // Telos' own files: agents may not change them; the log and the agents' records they may not read either. Nor
    // may they set what the kernel runs by itself, outside all gates: core_pattern of core(5), uevent_helper.
    private static void AddOwn(List<LabelPath> paths)
    {
        Label guarded = LabelOf(Taint.Clean, KernelAbi.TELOS_ACCESS_WRITE, grantable: false);
        Label hidden = LabelOf(Taint.Clean, ReadAndWrite, grantable: false);
        paths.Add(new LabelPath(TelosPaths.ConfigDirectory, guarded, Owner: null));
        paths.Add(new LabelPath(TelosPaths.RunDirectory, guarded, Owner: null));
        paths.Add(new LabelPath("/proc/sys", guarded, Owner: null));
        paths.Add(new LabelPath("/proc/sysrq-trigger", guarded, Owner: null));
        paths.Add(new LabelPath("/sys", guarded, Owner: null));
        paths.Add(new LabelPath(TelosPaths.StateDirectory, hidden, Owner: null));
        paths.Add(new LabelPath(TelosPaths.AgentsDirectory, hidden, Owner: null));
        Label low = LabelOf(Taint.Low, ReadAndWrite, grantable: false);
        Label tainting = LabelOf(Taint.Critical, gated: 0, grantable: false);
        paths.Add(new LabelPath(TelosPaths.CanaryLabelled, low, Owner: null));
        paths.Add(new LabelPath(TelosPaths.CanaryTainting, tainting, Owner: null));
    }

    private static Label LabelOf(Taint level, uint gated, bool grantable)
    {
        return new Label
        {
            Level = level,
            Gated = gated,
            Grantable = grantable ? KernelAbi.TELOS_ACCESS_READ : 0,
        };
    }
}
