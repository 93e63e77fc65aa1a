using Telos.Core.Abi;
using Telos.Daemon.Gates;

namespace Telos.Daemon.Agents;

/// <summary>
/// Which cgroup's packets are whose, for the egress program. Sockets outlive their agent: what an agent that ended
/// clean still has queued may leave; what a slammed one has is dropped until no kernel would still send it.
/// </summary>
internal sealed class AgentCgroups(GateMaps maps)
{
    /// <summary>Longer than TCP goes on for a socket that nobody holds (tcp(7), tcp_orphan_retries, FIN_WAIT).</summary>
    private const long SealedMs = 15 * 60 * 1000;

    private readonly Queue<(ulong CgroupId, long UntilMs)> _sealed = [];

    /// <summary>Before the first process joins.</summary>
    public void Add(ulong cgroupId, uint agentId)
    {
        Purge();
        maps.Cgroups.Set(cgroupId, new Cgroup { AgentId = agentId });
    }

    /// <summary>After the last process left, and before the agent's own entries go.</summary>
    public void Remove(ulong cgroupId, uint agentId, bool slammed)
    {
        if (!slammed)
        {
            maps.Cgroups.Delete(cgroupId);
            return;
        }

        maps.Cgroups.Set(cgroupId, new Cgroup { AgentId = agentId, Flags = KernelAbi.TELOS_CGROUP_SEALED });
        _sealed.Enqueue((cgroupId, Environment.TickCount64 + SealedMs));
    }

    /// <summary>Takes up what an earlier daemon sealed.</summary>
    public void Restore()
    {
        foreach (ulong cgroupId in maps.Cgroups.Keys().ToArray())
        {
            if (maps.Cgroups.TryGet(cgroupId, out Cgroup cgroup)
                && (cgroup.Flags & KernelAbi.TELOS_CGROUP_SEALED) != 0)
            {
                _sealed.Enqueue((cgroupId, Environment.TickCount64 + SealedMs));
            }
        }
    }

    private void Purge()
    {
        while (_sealed.TryPeek(out (ulong CgroupId, long UntilMs) oldest) && oldest.UntilMs < Environment.TickCount64)
        {
            // A unit that was started again in the same cgroup has it without the seal.
            if (maps.Cgroups.TryGet(oldest.CgroupId, out Cgroup cgroup) && (cgroup.Flags & KernelAbi.TELOS_CGROUP_SEALED) != 0)
            {
                maps.Cgroups.Delete(oldest.CgroupId);
            }

            _sealed.Dequeue();
        }
    }
}
