using System.Collections.Immutable;
using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>Who may start agents, and how many at once.</summary>
/// <param name="Max">Of all users together.</param>
/// <param name="PerUser">Of one user; root counts as one.</param>
/// <param name="Users">Names or numbers; null: everybody. Root may in any case.</param>
public sealed record AgentRules(int Max, int PerUser, ImmutableArray<string>? Users)
{
    public const int AgentsMax = (int)KernelAbi.TELOS_AGENTS_MAX;

    /// <summary>Everybody, until the kernel's tables are full.</summary>
    public static AgentRules Default { get; } = new(AgentsMax, AgentsMax, null);
}
