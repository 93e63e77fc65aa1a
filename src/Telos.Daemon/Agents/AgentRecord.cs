using System.Collections.Immutable;
using Telos.Core.Abi;
using Telos.Core.Policy;

namespace Telos.Daemon.Agents;

/// <summary>An agent on disk (tmpfs), so that a daemon that starts again knows whom it adopted.</summary>
internal sealed record AgentRecord(
    uint Id, uint Uid, string Command, Mode Mode, uint Generation, ulong ExpiresNs, string Goal, long TtlMs,
    ImmutableArray<ProgramGrant> Programs, ImmutableArray<HostGrant> Hosts, ImmutableArray<PathGrant> Paths,
    string? Workspace = null, string? Profile = null, uint ParentId = 0, CompiledPolicy? Bounds = null,
    bool IsContained = false)
{
    public static AgentRecord Of(AgentEntry agent)
    {
        CompiledPolicy? policy = agent.Policy;
        return new AgentRecord(
            agent.Id, agent.Uid, agent.Command, agent.Mode, agent.Generation, agent.ExpiresNs, agent.Goal,
            (long)(policy?.Ttl.TotalMilliseconds ?? 0), policy?.Programs ?? [], policy?.Hosts ?? [], policy?.Paths ?? [],
            agent.Workspace, agent.Profile, agent.ParentId, agent.Bounds, agent.IsContained);
    }

    public CompiledPolicy ToPolicy() => new(
        Verdict.Allow, Goal, TimeSpan.FromMilliseconds(TtlMs), Programs, Hosts, Paths, []);
}
