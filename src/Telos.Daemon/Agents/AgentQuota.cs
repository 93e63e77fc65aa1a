using System.Globalization;
using Telos.Core.Abi;
using Telos.Core.Policy;

namespace Telos.Daemon.Agents;

/// <summary>Whether a user may start one more agent (the section agents of policy.yaml).</summary>
internal static class AgentQuota
{
    /// <summary>Of one agent that a person started, at once: nobody uses up all numbers.</summary>
    public const int DescendantsMax = 64;

    private const uint Root = 0;

    /// <param name="owners">The users of the agents that are there, one each.</param>
    /// <exception cref="DaemonException">Which key forbids it.</exception>
    public static void Require(AgentRules rules, uint uid, IReadOnlyCollection<uint> owners)
    {
        if (uid != Root && rules.Users is { } users && !users.Any(user => IsUser(user, uid)))
        {
            throw new DaemonException($"user {uid} may start no agent: agents.users of policy.yaml does not list it");
        }

        int own = owners.Count(owner => owner == uid);
        if (own >= rules.PerUser)
        {
            throw new DaemonException(
                $"user {uid} has {own} agents already, and agents.per_user of policy.yaml allows {rules.PerUser}: end one first");
        }

        if (owners.Count >= rules.Max)
        {
            throw new DaemonException(
                $"there are {owners.Count} agents already, and agents.max of policy.yaml allows {rules.Max}: end one first");
        }
    }

    /// <summary>Whether an agent may start one more.</summary>
    /// <param name="depth">How many agents are above it.</param>
    /// <param name="family">How many there are of the agent that a person started, with all below it.</param>
    /// <exception cref="DaemonException">Which bound forbids it.</exception>
    public static void RequireBelow(uint parentId, int depth, int family)
    {
        if (depth >= KernelAbi.TELOS_NESTING_MAX)
        {
            throw new DaemonException(
                $"agent {parentId} is {depth} agents deep, and no agent starts another there: use telos declare in it");
        }

        if (family > DescendantsMax)
        {
            throw new DaemonException(
                $"{DescendantsMax} agents run below the one that a person started, and no more may: wait for one to end");
        }
    }

    // A name that nobody has is nobody's.
    private static bool IsUser(string user, uint uid) =>
        uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number == uid
            : UserHomes.Is(user, uid);
}
