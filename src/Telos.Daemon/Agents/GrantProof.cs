using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Linux;

namespace Telos.Daemon.Agents;

/// <summary>Stands between a policy's entries and the kernel's maps: what is not shown to be within the ceiling is not
/// loaded.</summary>
internal sealed class GrantProof(FileIdentities identities, LiveCeiling ceiling)
{
    private ulong _outsideCount;

    /// <summary>A policy was not loaded because of an entry, which is said in words.</summary>
    public event Action<AgentEntry, string>? Outside;

    /// <summary>How many policies were not.</summary>
    public ulong OutsideCount => Volatile.Read(ref _outsideCount);

    /// <exception cref="DaemonException">An entry is outside.</exception>
    public void Require(AgentEntry agent, GrantSet grants, BoundPolicy bound)
    {
        Ceiling current = ceiling.Current;
        GrantBounds bounds = new(identities, current);
        ulong now = Clock.BootNs();
        bool isProven = ReferenceEquals(bound.ProvenWithin, current);
        if ((isProven ? bounds.OutsideInTime(grants, bound, now) : bounds.Outside(grants, bound, now)) is string outside)
        {
            Interlocked.Increment(ref _outsideCount);
            Outside?.Invoke(agent, outside);
            throw new DaemonException($"nothing was granted, because this is outside the ceiling: {outside}");
        }

        bound.ProvenWithin = current;
    }
}
