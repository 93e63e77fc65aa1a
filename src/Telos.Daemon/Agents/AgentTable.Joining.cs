using Telos.Core.Abi;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon.Agents;

internal sealed partial class AgentTable
{
    private const int FirstProcess = 1;

    /// <summary>
    /// Makes a process that runs already a part of an agent. It rests while it is looked through; what it holds and the
    /// agent could not have got keeps it out, what taints raises the agent's taint.
    /// </summary>
    /// <exception cref="DaemonException">Why not, in one line. The process goes on as it was.</exception>
    public AgentEntry Join(uint id, int pid)
    {
        AgentEntry agent = Find(id) ?? throw new DaemonException($"no agent {id} is running");
        using PidFd process = OpenStranger(pid);
        RequireSameRights(agent, pid);
        using RestingProcess resting = RestingProcess.Stop(process, _members.Parent);

        // It may have become another program's until it rested.
        RequireSameRights(agent, pid);
        OpenFile program = _identities.Resolve($"/proc/{pid}/exe")
            ?? throw new DaemonException($"the program of process {pid} cannot be opened");
        lock (_lock)
        {
            RequireOpen();
            if (!_agents.ContainsKey(id) || !agent.Cgroup.Populated)
            {
                throw new DaemonException($"agent {id} ended meanwhile");
            }

            Admit(agent, process, program);
            return agent;
        }
    }

    private void Admit(AgentEntry agent, PidFd process, OpenFile program)
    {
        bool mayCompile = MayCompile(agent, program);
        DescriptorScan descriptors = new(_maps, _identities, _ceiling.Current.Labels, _cells, cell: 0);
        descriptors.Run(process.Pid);
        RunningScan running = new(_maps, _identities, _ceiling.Current.Labels, agent, process.Pid);
        running.Run(mayCompile);
        if (descriptors.Cell != 0 && _cells.RootOf(descriptors.Cell) != _cells.RootOf(agent.Id))
        {
            throw new DaemonException($"process {process.Pid} has a pipe of agent {descriptors.Cell}: close it");
        }

        Taint taint = descriptors.Taint > running.Taint ? descriptors.Taint : running.Taint;
        if (taint > Taint.Clean)
        {
            _gates.Raise(flow: true);
            _cells.Raise(agent.Id, taint);
        }

        descriptors.Share(agent.Id);
        _cells.Added();
        _members.Join(agent, process, new TaskState
        {
            AgentId = agent.Id,
            Flags = mayCompile ? KernelAbi.TELOS_TASK_JIT : 0,
            Program = program.File,
        });
    }

    private PidFd OpenStranger(int pid)
    {
        if (pid == FirstProcess || pid == Environment.ProcessId)
        {
            throw new DaemonException(pid == FirstProcess
                ? "process 1 starts everything else: it can be no agent's"
                : $"process {pid} is the daemon itself");
        }

        if (PidFd.TryOpen(pid, out PidFd? process) != Errno.None)
        {
            throw new DaemonException($"there is no process {pid} (a thread is enrolled with its process)");
        }

        bool isStranger = false;
        try
        {
            if (_members.AgentOf(process!) is uint member)
            {
                throw new DaemonException($"process {pid} belongs to agent {member} already");
            }

            isStranger = true;
            return process!;
        }
        finally
        {
            if (!isStranger)
            {
                process!.Dispose();
            }
        }
    }

    private static void RequireSameRights(AgentEntry agent, int pid)
    {
        ProcessIdentity own = ProcessIdentity.Of(pid) ?? throw new DaemonException($"process {pid} is gone");
        if (own.IsKernelThread)
        {
            throw new DaemonException($"process {pid} is a thread of the kernel's");
        }

        if (own.Uids.Any(uid => uid != agent.Uid) || (own.Permitted != 0 && agent.Uid != 0))
        {
            throw new DaemonException($"process {pid} runs with other rights than agent {agent.Id}, "
                + $"which is user {agent.Uid}'s: users {string.Join(", ", own.Uids.Distinct())}, capabilities {own.Permitted:x}");
        }

        const string UserNamespace = "ns/user";
        if (new FileInfo($"/proc/{pid}/{UserNamespace}").LinkTarget != new FileInfo($"/proc/self/{UserNamespace}").LinkTarget)
        {
            throw new DaemonException($"process {pid} is in a user namespace of its own, in which it has other rights");
        }
    }

    private bool MayCompile(AgentEntry agent, OpenFile program)
    {
        FileKey key = new() { AgentId = agent.Id, Generation = agent.Generation, File = program.File };
        return _maps.ExecGrants.TryGet(key, out ExecGrant grant)
            && grant.ExpiresNs > Clock.BootNs() && (grant.Flags & KernelAbi.TELOS_EXEC_JIT) != 0;
    }
}
