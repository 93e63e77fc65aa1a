using Telos.Core.Abi;
using Telos.Core.Policy;

namespace Telos.Daemon.Agents;

internal sealed partial class AgentTable
{
    /// <summary>With that of the agents that share memory with it.</summary>
    public Taint TaintOf(uint id) => _cells.TaintOf(id);

    /// <summary>Whether its taint has cut its network.</summary>
    public bool IsSlammed(uint id) => TaintOf(id) >= _ceiling.Current.SlamAt;

    /// <summary>
    /// Raises an agent's taint, for what no gate could see: what it read, it says. It never falls; that of the agents that
    /// share memory with it rises too.
    /// </summary>
    /// <returns>Whether it rose.</returns>
    /// <exception cref="DaemonException">The agent ended, or the flow gate cannot be attached.</exception>
    public bool RaiseTaint(AgentEntry agent, Taint level)
    {
        lock (_lock)
        {
            if (!_agents.ContainsKey(agent.Id))
            {
                throw new DaemonException($"agent {agent.Id} ended meanwhile");
            }

            // First the gate that follows what a tainted agent writes, as for whatever else may taint.
            _gates.Raise(flow: true);
            return _cells.Raise(agent.Id, level);
        }
    }

    /// <summary>Before decoys are labelled: with the gate that follows what a tainted agent writes.</summary>
    /// <exception cref="DaemonException">The gate cannot be attached.</exception>
    public void ExpectDecoys()
    {
        lock (_lock)
        {
            _gates.Raise(flow: true);
        }
    }

    // The canary has no policy, and reads what taints. What a word leads to is for the file itself to say.
    private static bool MayRead(CompiledPolicy? policy) =>
        policy is null || policy.Paths.Any(grant => (grant.Access & PathAccess.Read) != 0);

    private bool MayBeTainted(CompiledPolicy? policy) => MayRead(policy) || _labels.HasDecoys || _cells.HasTaintedObjects();

    private void SettleGates() => _gates.Settle(agents: _agents.Count > 0, flow: NeedsFlow());

    // There may be many objects: they are looked through once, and only if no agent decides it.
    private bool NeedsFlow() =>
        _agents.Values.Any(agent => TaintOf(agent.Id) > Taint.Clean || MayRead(agent.Policy))
        || (_agents.Count > 0 && _labels.HasDecoys)
        || (_agents.Count > 0 && _cells.HasTaintedObjects());
}
