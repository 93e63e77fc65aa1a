using Telos.Core.Abi;

namespace Telos.Daemon.Agents;

/// <summary>A destination in this machine's terms.</summary>
/// <param name="UntilNs">Its own end, if it is before the policy's.</param>
internal readonly record struct BoundDestination(NetKey Key, ulong UntilNs);
