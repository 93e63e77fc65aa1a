using Telos.Core.Abi;

namespace Telos.Daemon.Agents;

/// <summary>A connection that was ended because nothing grants it any more.</summary>
internal sealed record CutSocket(string Destination, Reason Reason);
