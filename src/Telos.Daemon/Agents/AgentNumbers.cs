using Telos.Core.Abi;
using Telos.Daemon.Gates;

namespace Telos.Daemon.Agents;

/// <summary>
/// Gives agents their numbers, which count up for good. One whose slot still serves another agent, or its cell, is left
/// out.
/// </summary>
internal sealed class AgentNumbers(GateMaps maps, AgentStore store)
{
    private uint _last = store.LoadCounter();

    /// <summary>Kept before it is used: no later daemon gives it out again.</summary>
    /// <exception cref="DaemonException">There are too many agents.</exception>
    public uint Next()
    {
        for (int i = 0; i < KernelAbi.TELOS_AGENTS_MAX; i++)
        {
            uint id = ++_last;
            if (id != 0 && maps.Agents.IsFree(id) && maps.AgentStates.IsFree(id))
            {
                store.SaveCounter(id);
                return id;
            }
        }

        throw new DaemonException($"there are {KernelAbi.TELOS_AGENTS_MAX} agents already: end one first");
    }

    /// <summary>An agent has it.</summary>
    public void Seen(uint id) => _last = Math.Max(_last, id);
}
