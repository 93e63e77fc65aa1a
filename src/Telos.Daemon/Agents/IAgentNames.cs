using Telos.Core.Policy;

namespace Telos.Daemon.Agents;

/// <summary>Who answers the agents' questions for names, each at a loopback port of its own.</summary>
internal interface IAgentNames
{
    /// <summary>Returns the agent's port. Nothing is answered there before a policy is set.</summary>
    /// <exception cref="DaemonException">There is none to be had.</exception>
    public ushort Open(AgentEntry agent);

    /// <summary>
    /// At the port that the agent's entry in the kernel has since an earlier daemon. False: it is taken, and the agent's
    /// questions reach nobody.
    /// </summary>
    public bool TryReopen(AgentEntry agent);

    /// <summary>
    /// Before the hosts of another policy are looked up, which tells their names to others. Returns the first that would
    /// tell too much, or null.
    /// </summary>
    public string? Charge(AgentEntry agent, CompiledPolicy policy);

    /// <summary>After another policy is in force.</summary>
    public void SetPolicy(AgentEntry agent);

    /// <summary>The agent ended, or was never admitted.</summary>
    public void Close(uint agentId);
}
