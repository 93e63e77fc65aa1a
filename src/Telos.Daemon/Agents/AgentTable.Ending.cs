using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Cgroups;

namespace Telos.Daemon.Agents;

/// <summary>How agents end: by themselves, with the table, or before they began.</summary>
internal sealed partial class AgentTable
{
    /// <summary>
    /// Nobody is enrolled and nothing is declared from now on. While agents run and are not to be killed the table
    /// stays open.
    /// </summary>
    /// <returns>How many agents run.</returns>
    public int Close(bool killAgents)
    {
        lock (_lock)
        {
            _closed |= killAgents || _agents.Count == 0;
            return _agents.Count;
        }
    }

    public int KillAll()
    {
        IReadOnlyList<AgentEntry> agents = All();
        foreach (AgentEntry agent in agents)
        {
            try
            {
                agent.Cgroup.Kill();
            }
            catch (LinuxException error) when (error.Error is Errno.ENOENT or Errno.ENODEV)
            {
                // Its last process ended meanwhile, and the watch has deleted the cgroup.
            }
        }

        return agents.Count;
    }

    private void OnEmptied(CgroupDirectory cgroup)
    {
        List<AgentEntry> ended = [];
        lock (_lock)
        {
            if (_agents.Values.FirstOrDefault(agent => agent.Cgroup.Id == cgroup.Id) is AgentEntry emptied)
            {
                // Another process was enrolled into it since the watch looked; the next time it is empty is told again.
                if (emptied.Cgroup.Populated && _watch.TryAdd(emptied.Cgroup) == Errno.None)
                {
                    return;
                }

                emptied.IsEmptied = true;
                ended.AddRange(ForgetEmptied(emptied));
            }
        }

        ended.ForEach(_onEnded);
    }

    // Of an enrolment that failed, however far it came. The gates may have been attached for it.
    private void Abandon(AgentEntry? agent)
    {
        if (agent is null)
        {
            SettleGates();
        }
        else
        {
            Forget(agent);
        }
    }

    private void Forget(AgentEntry agent)
    {
        _agents.Remove(agent.Id);
        KeepRefusals(agent);
        _cgroups.Remove(agent.Cgroup.Id, agent.Id, IsSlammed(agent.Id));
        _grants.Delete(agent);
        _names?.Close(agent.Id);
        LaunchEnvironment.Delete(_maps, agent.Id);
        if (agent.IsContained)
        {
            _labels.TakeBack(agent.Id);
        }

        _cells.Remove(agent.Id, [.. _agents.Keys]);
        _store.Delete(agent.Id);
        if (AgentsCgroup.IsMade(agent.Cgroup.Path))
        {
            _ = agent.Cgroup.TryDelete();
        }

        SettleGates();
    }
}
