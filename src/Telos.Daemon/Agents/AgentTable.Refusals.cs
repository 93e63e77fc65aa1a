using Telos.Core.Abi;

namespace Telos.Daemon.Agents;

/// <content>How often each gate refused, over agents that end.</content>
internal sealed partial class AgentTable
{
    private readonly ulong[] _refusedBefore = new ulong[KernelAbi.TELOS_GATES_COUNT];

    /// <summary>
    /// By gate, as the gates counted: of the agents there are, and of those that ended since the daemon started.
    /// </summary>
    public ulong[] Refused()
    {
        lock (_lock)
        {
            ulong[] refused = [.. _refusedBefore];
            foreach (AgentEntry agent in _agents.Values.Where(agent => !agent.IsCanary))
            {
                Add(StateOf(agent.Id), refused);
            }

            return refused;
        }
    }

    private void KeepRefusals(AgentEntry agent)
    {
        if (!agent.IsCanary)
        {
            Add(StateOf(agent.Id), _refusedBefore);
        }
    }

    private static void Add(in AgentState state, ulong[] sums)
    {
        ReadOnlySpan<ulong> refused = state.Refused;
        for (int gate = 0; gate < sums.Length; gate++)
        {
            sums[gate] += refused[gate];
        }
    }
}
