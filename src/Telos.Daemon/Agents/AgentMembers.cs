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
    public CgroupDirectory Parent => parent;

    /// <summary>The cgroups that agents have, or had: each with its agent's number.</summary>
    public IEnumerable<(uint Id, CgroupDirectory Group)> Groups()
    {
        foreach (CgroupDirectory group in AgentsCgroup.Of(parent, id => EntryOf(id) is not null))
        {
            if (IdOf(group.Path) is uint id)
            {
                yield return (id, group);
            }
        }
    }

    /// <exception cref="DaemonException">It is in no cgroup of its own below the agents'.</exception>
    public void RequireOwnGroup(PidFd process)
    {
        bool known = CgroupDirectory.TryPathOf(process.Pid, out string path);
        if (!known || Path.GetDirectoryName(path) != parent.Path || AgentsCgroup.IsMade(path))
        {
            throw new DaemonException($"the container's cgroup is {path}, not one in {parent.Path}: "
                + "start it with --cgroup-parent (linux.cgroupsPath) there");
        }
    }

    /// <summary>
    /// Where a new agent is going to be: a cgroup of its own, made here; or the one in which its process is, when that is a
    /// child of the agents' already, as systemd and container runtimes make them. That one's limits hold the agent then, and
    /// its maker ends it.
    /// </summary>
    /// <exception cref="DaemonException">Others are there too, or no agent can be.</exception>
    public CgroupDirectory PlaceFor(uint id, PidFd process)
    {
        if (!Directory.Exists(parent.Path) || CgroupDirectory.Open(parent.Path).Id != parent.Id)
        {
            throw new DaemonException($"{parent.Path} was removed since this daemon started: start the daemon anew");
        }

        bool known = CgroupDirectory.TryPathOf(process.Pid, out string path);
        if (!known || Path.GetDirectoryName(path) != parent.Path || AgentsCgroup.IsMade(path))
        {
            return Make(id);
        }

        CgroupDirectory own = CgroupDirectory.Open(path);
        return own.Members().All(pid => pid == process.Pid) && Directory.GetDirectories(path).Length == 0
            ? own
            : throw new DaemonException($"{path} has other processes, or cgroups below: a unit or container becomes an agent as "
                + "long as its first process is alone");
    }

    /// <summary>A cgroup of its own.</summary>
    public CgroupDirectory Make(uint id) =>
        CgroupDirectory.Create(string.Create(CultureInfo.InvariantCulture, $"{parent.Path}/{AgentsCgroup.Prefix}{id}"));

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
        if (!cgroup.StartsWith(parent.Path + '/', StringComparison.Ordinal))
        {
            return null;
        }

        string name = cgroup[(parent.Path.Length + 1)..].Split('/')[0];
        if (!AgentsCgroup.IsMade(name))
        {
            string path = $"{parent.Path}/{name}";
            return Directory.Exists(path) ? EntryOf(CgroupDirectory.Open(path).Id) : null;
        }

        return uint.TryParse(name[AgentsCgroup.Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
            ? id
            : null;
    }

    private uint? EntryOf(ulong cgroupId) =>
        maps.Cgroups.TryGet(cgroupId, out Cgroup entry) && (entry.Flags & KernelAbi.TELOS_CGROUP_SEALED) == 0
            ? entry.AgentId
            : null;
}
