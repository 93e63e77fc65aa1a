using System.Net;

namespace Telos.Daemon.Hyperion;

/// <summary>A blocked address as it is now.</summary>
internal sealed record BlockEntry(IPAddress Address, IReadOnlyList<BlockClaim> Claims, ulong Hits);
