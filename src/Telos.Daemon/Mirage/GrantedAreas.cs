using Telos.Core.Policy;
using Telos.Daemon.Agents;

namespace Telos.Daemon.Mirage;

/// <summary>What an agent's intent grants it of the tree.</summary>
internal static class GrantedAreas
{
    /// <summary>Each path, of a file too, with a slash behind it.</summary>
    public static IEnumerable<string> Of(AgentEntry agent, Func<PathGrant, bool> which) => (agent.Policy?.Paths ?? [])
        .Where(which).Select(grant => UserHomes.Expand(grant.Path, agent.Uid).TrimEnd('/') + "/");
}
