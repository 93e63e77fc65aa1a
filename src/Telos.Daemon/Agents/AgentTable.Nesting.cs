using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Linux.Processes;

namespace Telos.Daemon.Agents;

/// <summary>
/// Agents that agents start. What one may do is within what its parent's policy in force grants, for as long as that is in
/// force: a parent's other policy takes back what is no longer within it, before anybody is told that it holds. Both are one
/// cell of taint.
/// </summary>
internal sealed partial class AgentTable
{
    /// <summary>An agent's policy was taken back, because its parent's covers it no more.</summary>
    public event Action<AgentEntry>? TakenBack;

    /// <summary>Its next exec makes another agent of the process, as <see cref="Enrol"/> has prepared.</summary>
    public bool IsStarting(PidFd process, uint agentId) => _members.IsStarting(process, agentId);

    /// <summary>What is left of a policy below the agent's parent: all of it for an agent that a person started.</summary>
    public CompiledPolicy WithinParent(AgentEntry agent, CompiledPolicy policy)
    {
        if (agent.ParentId == 0)
        {
            return policy;
        }

        CompiledPolicy bounded = PolicyIntersection.Of(
            policy, (agent.Bounds ?? Nothing) with { Ttl = policy.Ttl },
            $"agent {agent.ParentId} was not granted it when it started this one");
        return Below(Find(agent.ParentId), agent.ParentId, bounded);
    }

    /// <summary>What is left of a policy for an agent that this one is about to start.</summary>
    public static CompiledPolicy Below(AgentEntry parent, CompiledPolicy policy) => Below(parent, parent.Id, policy);

    private static CompiledPolicy Nothing { get; } = new(Verdict.Deny, "", TimeSpan.FromMilliseconds(1), [], [], [], []);

    private static CompiledPolicy Below(AgentEntry? parent, uint parentId, CompiledPolicy policy) =>
        parent?.LivePolicy is CompiledPolicy live
            ? PolicyIntersection.Of(
                policy, live with { Ttl = parent.Left }, $"agent {parentId}, which started this one, is not granted it")
            : PolicyIntersection.Of(policy, Nothing, $"agent {parentId}, which started this one, has no policy in force");

    private AgentEntry? ParentOf(AgentEntry agent) => _agents.GetValueOrDefault(agent.ParentId);

    private uint RootOf(AgentEntry? agent) => agent is null ? 0 : _cells.RootOf(agent.Id);

    // For an enrolment: the parent's policy may have changed since the words were judged.
    private void RequireWithin(AgentEntry? parent, CompiledPolicy policy)
    {
        if (parent is null)
        {
            return;
        }

        if (!_agents.ContainsKey(parent.Id))
        {
            throw new DaemonException($"agent {parent.Id} ended meanwhile");
        }

        int depth = 0;
        for (AgentEntry? above = ParentOf(parent); above is not null; above = ParentOf(above))
        {
            depth++;
        }

        AgentQuota.RequireBelow(parent.Id, depth, _agents.Values.Count(agent => agent.Family == parent.Family));
        RequireWithin(agent: null, parent, policy);
    }

    private static void RequireWithin(AgentEntry? agent, AgentEntry? parent, CompiledPolicy policy)
    {
        if (parent?.LivePolicy is not CompiledPolicy live || !policy.IsWithin(live)
            || (agent is not null && !policy.IsWithin(agent.Bounds ?? Nothing)))
        {
            throw new DaemonException("the policy of the agent that started this one has changed meanwhile: try again");
        }
    }

    private AgentEntry NewEntry(uint id, uint uid, string? command, Mode mode, AgentLaunch launch, PidFd process) =>
        new(id, uid, command ?? "", launch.Parent is null ? _members.PlaceFor(id, process) : _members.Make(id))
        {
            Mode = mode,
            FailModes = FailModesOf(launch),
            Workspace = launch.Workspace,
            Profile = launch.Profile,
            ParentId = launch.Parent?.Id ?? 0,
            Family = launch.Parent?.Family ?? id,
            IsContained = launch.Container is not null,
            Bounds = launch.Parent?.LivePolicy is CompiledPolicy live ? live with { Refusals = [] } : null,
        };

    private FailModes FailModesOf(AgentLaunch launch)
    {
        FailModes own = ProfiledPolicy.FailModesOf(_ceiling.Current, launch.Profile);
        return launch.Parent is AgentEntry parent ? own.Narrowed(parent.FailModes) : own;
    }

    private void WriteEnvironment(AgentEntry agent, PidFd process, byte[]? given)
    {
        if (given is not null)
        {
            LaunchEnvironment.Write(_maps, agent.Id, given);
        }
        else if (agent.ParentId == 0)
        {
            LaunchEnvironment.Write(_maps, agent.Id, process.Pid);
        }
        else
        {
            LaunchEnvironment.Copy(_maps, agent.ParentId, agent.Id);
        }
    }

    private void Enter(AgentEntry agent, PidFd process)
    {
        if (agent.ParentId == 0)
        {
            _members.Join(agent, process, new TaskState { AgentId = agent.Id, Flags = KernelAbi.TELOS_TASK_LAUNCHING });
        }
        else
        {
            _members.Move(agent, process);
        }
    }

    // First the kernel's entries of all, then what is told and kept of them.
    private void CutBelow(AgentEntry changed)
    {
        List<AgentEntry> cut = [changed];
        List<AgentEntry> takenBack = [];
        for (int i = 0; i < cut.Count; i++)
        {
            AgentEntry parent = cut[i];
            foreach (AgentEntry agent in _agents.Values.Where(each => each.ParentId == parent.Id))
            {
                if (agent.Policy is CompiledPolicy policy && !policy.IsWithin(parent.Policy ?? Nothing))
                {
                    _grants.Replace(agent, Nothing with { Goal = policy.Goal }, new BoundPolicy(), parent.ExpiresNs);
                    takenBack.Add(agent);
                }
                else if (agent.ExpiresNs > parent.ExpiresNs)
                {
                    _grants.Shorten(agent, parent.ExpiresNs);
                }
                else
                {
                    continue;
                }

                cut.Add(agent);
            }
        }

        foreach (AgentEntry agent in cut[1..])
        {
            _names?.SetPolicy(agent);
            _store.Save(AgentRecord.Of(agent));
            PolicyChanged?.Invoke(agent);
        }

        takenBack.ForEach(agent => TakenBack?.Invoke(agent));
    }

    // It stays for the agents that it started, as their bound and so that the family is one; nobody changes its policy any more.
    private List<AgentEntry> ForgetEmptied(AgentEntry emptied)
    {
        List<AgentEntry> ended = [];
        for (AgentEntry? agent = emptied; agent is { IsEmptied: true }; agent = ParentOf(agent))
        {
            if (_agents.Values.Any(other => other.ParentId == agent.Id))
            {
                break;
            }

            Forget(agent);
            _ended.Add(agent);
            ended.Add(agent);
        }

        return ended;
    }
}
