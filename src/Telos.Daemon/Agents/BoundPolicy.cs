using System.Net;
using Telos.Core.Policy;

namespace Telos.Daemon.Agents;

/// <summary>
/// A policy in this machine's terms: files and addresses. It belongs to no agent and no generation yet, so that it can
/// be made (names are looked up, which may take seconds) before anything is locked.
/// </summary>
internal sealed class BoundPolicy
{
    public List<BoundProgram> Programs { get; } = [];

    public List<BoundDestination> Destinations { get; } = [];

    public List<BoundPath> Paths { get; } = [];

    public List<BoundScript> Scripts { get; } = [];

    /// <summary>The names of hosts that the policy has; those that do not resolve here, too.</summary>
    public HashSet<string> HostNames { get; } = new(StringComparer.Ordinal);

    /// <summary>The hosts of the policy that led to each address among the destinations.</summary>
    public Dictionary<IPAddress, HashSet<string>> HostsAt { get; } = [];

    /// <summary>What <c>telos run</c> executes first, with its interpreter: granted for that one exec.</summary>
    public List<BoundProgram> Launch { get; } = [];

    /// <summary>The ceiling within which its map entries were shown to be: they differ from one time to the next by their ends
    /// alone.</summary>
    public Ceiling? ProvenWithin { get; set; }

    /// <summary>A line for each grant that this machine cannot give.</summary>
    public List<string> Missing { get; } = [];
}
