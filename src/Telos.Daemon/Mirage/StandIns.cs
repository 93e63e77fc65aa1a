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

    /// <summary>A process of the agent, in whose mount namespace nobody else is; 0: there is none.</summary>
    public int FindAlone(AgentEntry agent)
    {
        int pid = AnyOf(agent);
        return pid != 0 && MountNamespace.Of(pid) is string space && space != MountNamespace.Of(Init)
            && MountNamespace.Members(space).All(member => IsOf(agent, member))
            ? pid
            : 0;
    }

    /// <summary>One for each file that the ceiling protects, that is there, and that the agent's intent does not grant.</summary>
    public IEnumerable<StandIn> Make(AgentEntry agent)
    {
        Ceiling ceiling = live.Current;
        int made = 0;
        foreach (DecoyKind kind in ceiling.Mirage.InPlace)
        {
            foreach (string named in DecoyKinds.ProtectedPaths(kind))
            {
                string path = UserHomes.Expand(named, agent.Uid);
                if (LabelMatch.Find(ceiling.Labels, path) is not null && !IsGranted(agent, path)
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
        int any = AnyOf(agent);
        StandIn[] missing = any == 0 ? [] : [.. standIns.Where(each => !IsThere(any, each))];
        return missing.Length > 0 && FindAlone(agent) is int pid and not 0
            ? [.. missing.Select(each => (each, MountNamespace.TryCover(pid, each.Root, each.Place, each.Uid, each.Source)))]
            : [];
    }

    /// <summary>Takes them off again.</summary>
    public static void Uncover(int pid, IEnumerable<StandIn> standIns)
    {
        foreach (StandIn each in standIns)
        {
            _ = MountNamespace.TryUncover(pid, each.Root, each.Place, each.Uid, each.Source);
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

    private static int AnyOf(AgentEntry agent) => agent.Cgroup.Members() is [int pid, ..] ? pid : 0;

    private bool IsOf(AgentEntry agent, int pid)
    {
        if (PidFd.TryOpen(pid, out PidFd? process) != Errno.None)
        {
            return true;
        }

        using (process)
        {
            try
            {
                return agents.AgentOf(process!) == agent.Id;
            }
            catch (DaemonException)
            {
                // It ended meanwhile.
                return true;
            }
        }
    }

    private static bool IsGranted(AgentEntry agent, string path) => agent.Policy?.Paths.Any(grant =>
        path == UserHomes.Expand(grant.Path, agent.Uid)
        || path.StartsWith(UserHomes.Expand(grant.Path, agent.Uid).TrimEnd('/') + "/", StringComparison.Ordinal)) == true;

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
