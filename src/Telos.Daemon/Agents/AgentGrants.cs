using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Linux;

namespace Telos.Daemon.Agents;

/// <summary>
/// What the agents are granted, in the kernel's maps: for each its standing grants, those in force, and those of the
/// generation before. The agent's own entry says which generation counts.
/// </summary>
/// <param name="client">The telos binary: every agent may start it, to declare what it is about to do.</param>
/// <param name="require">Throws when an entry of a generation is outside the ceiling.</param>
/// <param name="granting">Told of a policy's destinations and their end before they are in force.</param>
internal sealed class AgentGrants(
    GateMaps maps, OpenFile client, Action<AgentEntry, GrantSet, BoundPolicy> require,
    Action<IReadOnlyList<NetKey>, ulong> granting)
{
    private const ulong NsPerMs = 1_000_000;

    /// <summary>How long an enrolled launcher has to execute its program.</summary>
    private const ulong LaunchWindowNs = 60_000 * NsPerMs;

    private readonly Dictionary<uint, GrantSet> _standing = [];
    private readonly Dictionary<uint, GrantSet> _current = [];
    private readonly Dictionary<uint, GrantSet> _retired = [];

    /// <summary>In force, and nothing is granted: for the canary.</summary>
    public void AdmitWithNone(AgentEntry agent) =>
        maps.Agents.Set(
            new Agent
            {
                AgentId = agent.Id,
                Generation = 1,
                ExpiresNs = Clock.BootNs() + LaunchWindowNs,
                DnsPort = agent.DnsPort,
            });

    /// <summary>A new agent's first policy, and what it takes to launch.</summary>
    /// <param name="untilNs">When it ends at the latest.</param>
    public void Admit(AgentEntry agent, CompiledPolicy policy, BoundPolicy bound, ulong untilNs)
    {
        ulong launchUntilNs = Clock.BootNs() + LaunchWindowNs;
        GrantSet standing = new(agent.Id, KernelAbi.TELOS_GENERATION_STANDING);
        standing.AddProgram(client, ulong.MaxValue, flags: 0);
        foreach (BoundProgram program in bound.Launch)
        {
            standing.AddProgram(program.File, launchUntilNs, KernelAbi.TELOS_EXEC_LAUNCH | program.Flags);
        }

        standing.Write(maps);
        _standing[agent.Id] = standing;
        Enforce(agent, policy, bound, untilNs);
    }

    /// <summary>Another policy, by one map update. On failure the one in force stays.</summary>
    /// <param name="untilNs">When it ends at the latest.</param>
    public void Replace(AgentEntry agent, CompiledPolicy policy, BoundPolicy bound, ulong untilNs)
    {
        // An earlier daemon may have been ended between the grants of a generation and the update that makes them
        // count: they must not count now that its number is used again.
        if (agent.Adopted)
        {
            StaleGrants.Delete(maps, agent.Id, agent.Generation);
        }

        GrantSet? replaced = _current.GetValueOrDefault(agent.Id);
        Enforce(agent, policy, bound, untilNs);

        // A gate that read the old generation just now may still look its grants up: they go one declare later.
        DeleteFrom(_retired, agent.Id);
        if (replaced is not null)
        {
            _retired[agent.Id] = replaced;
        }
    }

    /// <summary>The policy in force ends sooner.</summary>
    public void Shorten(AgentEntry agent, ulong untilNs)
    {
        if (maps.Agents.TryGet(agent.Id, out Agent entry))
        {
            maps.Agents.Set(entry with { ExpiresNs = untilNs });
        }

        agent.ExpiresNs = untilNs;
    }

    // The agent entry goes first: without it every gate refuses, so nothing is open while the rest is taken out.
    public void Delete(AgentEntry agent)
    {
        maps.Agents.Delete(agent.Id);
        DeleteFrom(_standing, agent.Id);
        DeleteFrom(_current, agent.Id);
        DeleteFrom(_retired, agent.Id);
        if (agent.Adopted)
        {
            StaleGrants.Delete(maps, agent.Id, keptGeneration: null);
        }
    }

    // The new generation's grants are in the maps before the one update that makes them count.
    private void Enforce(AgentEntry agent, CompiledPolicy policy, BoundPolicy bound, ulong untilNs)
    {
        uint generation = agent.Generation + 1;
        ulong expiresNs = Math.Min(untilNs, Clock.BootNs() + ((ulong)policy.Ttl.TotalMilliseconds * NsPerMs));
        GrantSet grants = new(agent.Id, generation);
        grants.Add(bound, expiresNs);
        require(agent, grants, bound);
        foreach (IGrouping<ulong, BoundDestination> ending in bound.Destinations.GroupBy(one => Math.Min(one.UntilNs, expiresNs)))
        {
            granting([.. ending.Select(one => one.Key)], ending.Key);
        }

        grants.Write(maps);
        maps.Agents.Set(new Agent
        {
            AgentId = agent.Id,
            ExpiresNs = expiresNs,
            Generation = generation,
            Mode = agent.Mode,
            FailModes = agent.FailModes.Bits,
            Flags = grants.HasFileGrants ? KernelAbi.TELOS_AGENT_HAS_FILE_GRANTS : 0,
            DnsPort = agent.DnsPort,
            ParentId = agent.ParentId,
        });
        _current[agent.Id] = grants;
        agent.Policy = policy;
        agent.Generation = generation;
        agent.ExpiresNs = expiresNs;
    }

    private void DeleteFrom(Dictionary<uint, GrantSet> sets, uint id)
    {
        if (sets.Remove(id, out GrantSet? set))
        {
            set.Delete(maps);
        }
    }
}
