using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Core.Mirage;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Linux;
using Telos.Linux.Files;
using Telos.Linux.Processes;

namespace Telos.Daemon.Mirage;

/// <summary>
/// Decoys over protected files, in the mount namespace of a tainted agent: whatever opens the name there opens the decoy. The
/// protected file itself stays refused, whichever way leads to it.
/// </summary>
internal sealed class StandIns(AgentTable agents, LiveCeiling live, string directory)
{
    private const int Init = 1;

    /// <summary>Those that are to have some and may be looked at.</summary>
    public IEnumerable<AgentEntry> Wanted() => live.Current.Mirage.InPlace.IsEmpty
        ? []
        : agents.All().Where(agent => !agent.IsCanary && !agent.IsContained && agent.ParentId == 0
            && agent.Mode != Mode.Audit && agents.TaintOf(agent.Id) > Taint.Clean);

    /// <summary>The mount namespace of the agent, in which nobody else is; null: it has none.</summary>
    public MountNamespace? OwnOf(AgentEntry agent) =>
        AnyOf(agent) is int pid && MountNamespace.Of(pid) is MountNamespace own && !own.Has(Init)
        && own.Members().All(member => IsOf(agent, member))
            ? own
            : null;

    /// <summary>One for each file that the ceiling protects, that is there, and that the agent's intent does not grant.</summary>
    public IEnumerable<StandIn> Make(AgentEntry agent)
    {
        Ceiling ceiling = live.Current;
        string[] granted = [.. GrantedAreas.Of(agent, _ => true)];
        int made = 0;
        foreach (DecoyKind kind in ceiling.Mirage.InPlace)
        {
            foreach (string named in DecoyKinds.ProtectedPaths(kind))
            {
                string path = UserHomes.Expand(named, agent.Uid);
                bool isGranted = Array.Exists(granted, area => (path + "/").StartsWith(area, StringComparison.Ordinal));
                if (!isGranted && LabelMatch.Find(ceiling.Labels, path) is not null
                    && Make(agent, kind, named, path, made) is StandIn standIn)
                {
                    made++;
                    yield return standIn;
                }
            }
        }
    }

    /// <summary>Puts over its file what does not lie there, or no more.</summary>
    /// <returns>Those that were missing, and what kept each from its place.</returns>
    public IReadOnlyList<(StandIn StandIn, Errno Error)> Cover(AgentEntry agent, IReadOnlyCollection<StandIn> standIns)
    {
        StandIn[] missing = AnyOf(agent) is int any ? [.. standIns.Where(each => !IsThere(any, each))] : [];
        return missing.Length > 0 && OwnOf(agent) is MountNamespace own
            ? [.. missing.Select(each => (each, own.TryCover(each.Root, each.Place, each.Uid, each.Source)))]
            : [];
    }

    /// <summary>Takes them off again.</summary>
    public static void Uncover(AgentEntry agent, IEnumerable<StandIn> standIns)
    {
        if (AnyOf(agent) is int any && MountNamespace.Of(any) is MountNamespace own)
        {
            foreach (StandIn each in standIns)
            {
                _ = own.TryUncover(each.Root, each.Place, each.Uid, each.Source);
            }
        }
    }

    private StandIn? Make(AgentEntry agent, DecoyKind kind, string named, string path, int number)
    {
        (string root, uint uid) = named.StartsWith('~') ? (UserHomes.Expand("~", agent.Uid), agent.Uid) : ("/", 0);
        string place = Path.GetRelativePath(root, path);
        if (PlantedFile.TryOpen(root, place, uid, out SafeFileHandle? model) != Errno.None)
        {
            return null;
        }

        using (model)
        {
            Decoy decoy = DecoyForge.Make(kind);
            string source = string.Create(CultureInfo.InvariantCulture, $"{directory}/{agent.Id}-{number}");
            // Of an agent of this number before a loss of power.
            File.Delete(source);
            return Facade.TryCreate(source, model!, Encoding.UTF8.GetBytes(decoy.Content)) == Errno.None
                ? new StandIn(kind, root, place, uid, source, [.. decoy.Tokens])
                : null;
        }
    }

    private static int? AnyOf(AgentEntry agent) => agent.Cgroup.Members() is [int pid, ..] ? pid : null;

    // Of whom nothing can be said is a stranger, unless it ended meanwhile.
    private bool IsOf(AgentEntry agent, int pid)
    {
        Errno error = PidFd.TryOpen(pid, out PidFd? process);
        if (error != Errno.None)
        {
            return error == Errno.ESRCH;
        }

        using (process)
        {
            try
            {
                return agents.AgentOf(process!) == agent.Id || process!.HasExited;
            }
            catch (DaemonException)
            {
                return process!.HasExited;
            }
        }
    }

    private static bool IsThere(int pid, StandIn standIn)
    {
        string root = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/root{standIn.Root}");
        Errno error = PlantedFile.TryOpen(root, standIn.Place, standIn.Uid, out SafeFileHandle? file);
        using (file)
        {
            return error == Errno.None && Facade.Is(standIn.Source, file!);
        }
    }
}
