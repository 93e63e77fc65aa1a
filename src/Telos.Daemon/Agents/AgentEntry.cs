using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Linux;
using Telos.Linux.Cgroups;

namespace Telos.Daemon.Agents;

/// <summary>
/// One agent as the daemon knows it. What the gates decide by is in the kernel's maps; this is what people are told,
/// and what is needed to take the agent's entries out again.
/// </summary>
internal sealed class AgentEntry(uint id, uint uid, string command, CgroupDirectory cgroup)
{
    public uint Id { get; } = id;

    public uint Uid { get; } = uid;

    public string Command { get; } = command;

    public CgroupDirectory Cgroup { get; } = cgroup;

    /// <summary>Where telos run was started; it stays so for each intent that is declared later.</summary>
    public string? Workspace { get; init; }

    /// <summary>The profile that telos run was given: it bounds each intent that is declared later, too.</summary>
    public string? Profile { get; init; }

    /// <summary>The agent whose process started this one; 0: a person did.</summary>
    public uint ParentId { get; init; }

    /// <summary>The same, for who is told.</summary>
    public uint? ParentIdOrNull => ParentId == 0 ? null : ParentId;

    /// <summary>The agent that a person started, above this one or itself.</summary>
    public uint Family { get; init; } = id;

    /// <summary>What its parent was granted when it started this one: no intent that is declared later grants more.</summary>
    public CompiledPolicy? Bounds { get; init; }

    /// <summary>Its processes are in a container, whose code it brought along.</summary>
    public bool IsContained { get; init; }

    /// <summary>Its last process is gone, and it stays for the agents that it started.</summary>
    public bool IsEmptied { get; set; }

    /// <summary>
    /// Where on loopback the daemon answers this agent's questions to any resolver, for as long as the agent is there; 0:
    /// resolvers are destinations like any other.
    /// </summary>
    public ushort DnsPort { get; set; }

    /// <summary>It was enrolled by a daemon before this one.</summary>
    public bool Adopted { get; init; }

    public CompiledPolicy? Policy { get; set; }

    /// <summary>The policy, as long as it has not ended.</summary>
    public CompiledPolicy? LivePolicy => Clock.BootNs() < ExpiresNs ? Policy : null;

    /// <summary>How long the policy in force will be.</summary>
    public TimeSpan Left
    {
        get
        {
            ulong now = Clock.BootNs();
            return ExpiresNs > now ? TimeSpan.FromMilliseconds((ExpiresNs - now) / 1_000_000) : TimeSpan.Zero;
        }
    }

    public Mode Mode { get; set; }

    /// <summary>What its gates do while no daemon lives.</summary>
    public FailModes FailModes { get; set; } = FailModes.Default;

    public uint Generation { get; set; }

    public ulong ExpiresNs { get; set; }

    /// <summary>Without a policy it is the canary of <c>telos status</c>.</summary>
    public bool IsCanary => Policy is null && !Adopted;

    public string Goal => Policy?.Goal ?? "";
}
