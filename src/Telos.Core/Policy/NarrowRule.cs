using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>What an agent that has read something sensitive may still declare: what is within its policy in force.</summary>
public static class NarrowRule
{
    /// <summary>Null when nothing speaks against it.</summary>
    /// <param name="live">The policy in force; null when there is none, or its time is over.</param>
    public static string? Objection(Taint taint, CompiledPolicy? live, CompiledPolicy next)
    {
        string who = $"the agent is tainted ({taint.ToString().ToUpperInvariant()})";
        return taint == Taint.Clean || (live is not null && next.IsWithin(live)) ? null
            : live is null ? $"{who} and no policy of its is in force that it could narrow: start another agent"
            : $"{who}: it may narrow its policy, not widen it";
    }
}
