using System.Globalization;
using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Cgroups;
using Telos.Linux.Processes;

namespace Telos.Daemon.Agents;

/// <summary>Which process is which agent's: by its task storage, and by the cgroup below the parent of all.</summary>
internal sealed class AgentMembers(GateMaps maps, CgroupDirectory parent)
{
    private const string Prefix = "agent-";

    public CgroupDirectory Parent => parent;

    /// <summary>The cgroups that agents have, or had: each with its agent's number.</summary>
    public IEnumerable<(uint Id, string Path)> Groups()
    {
        foreach (string directory in Directory.EnumerateDirectories(parent.Path, Prefix + "*"))
        {
            if (IdOf(directory) is uint id)
            {
                yield return (id, directory);
            }
        }
    }

    public string GroupOf(uint id) => string.Create(CultureInfo.InvariantCulture, $"{parent.Path}/{Prefix}{id}");

    /// <summary>
    /// The agent that this process belongs to, by the kernel's own record of it. Without BPF LSM children have no task
    /// storage, and the cgroup says whose they are, as it does for the programs on it.
    /// </summary>
    /// <exception cref="DaemonException">It ended, so that nothing can be said of it.</exception>
    public uint? AgentOf(PidFd process)
    {
        if (maps.Tasks.TryGet(process, out TaskState state))
        {
            return state.AgentId;
        }

        bool known = CgroupDirectory.TryPathOf(process.Pid, out string path);
        return known && !process.HasExited ? IdOf(path) : throw new DaemonException("the calling process is gone");
    }

    /// <summary>Its storage is written before it enters the cgroup.</summary>
    /// <exception cref="DaemonException">It is an agent's already, or gone. Nothing stays behind.</exception>
    public void Join(AgentEntry agent, PidFd process, TaskState state)
    {
        Errno error = maps.Tasks.TrySet(process, state, UpdateMode.NoExist);
        if (error == Errno.EEXIST)
        {
            throw new DaemonException("the process belongs to an agent already: it can telos declare, not telos run");
        }

        error = error != Errno.None ? error : process.TryForbidCoreFiles();
        error = error != Errno.None ? error : agent.Cgroup.TryAdd(process.Pid);
        if (error == Errno.None && process.HasExited)
        {
            error = Errno.ESRCH;
        }

        if (error != Errno.None)
        {
            maps.Tasks.Delete(process);
            throw new DaemonException(error == Errno.ESRCH
                ? "the process ended before it was enrolled"
                : $"the kernel did not take the process as an agent: {error}");
        }
    }

    /// <summary>
    /// It has been moved to start another agent, and its next exec is that agent's first: until then it belongs to the one that
    /// it comes from.
    /// </summary>
    public bool IsStarting(PidFd process, uint agentId) =>
        CgroupDirectory.TryPathOf(process.Pid, out string path) && IdOf(path) != agentId;

    /// <summary>Moves it there from another agent, whose it stays until its next exec (bpf/lsm/lineage.bpf.c).</summary>
    /// <exception cref="DaemonException">It is gone, or no longer that agent's.</exception>
    public void Move(AgentEntry agent, PidFd process)
    {
        if (AgentOf(process) != agent.ParentId || IsStarting(process, agent.ParentId))
        {
            throw new DaemonException($"the process is no longer one of agent {agent.ParentId}");
        }

        Errno error = agent.Cgroup.TryAdd(process.Pid);
        if (error != Errno.None || process.HasExited)
        {
            throw new DaemonException($"the kernel did not move the process ({error}): it may have ended");
        }
    }

    // Of an agent's cgroup, or of one below it.
    private uint? IdOf(string cgroup)
    {
        string prefix = $"{parent.Path}/{Prefix}";
        return cgroup.StartsWith(prefix, StringComparison.Ordinal)
            && uint.TryParse(
                cgroup[prefix.Length..].Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
            ? id
            : null;
    }
}
