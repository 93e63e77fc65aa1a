namespace Telos.Daemon.Hyperion;

/// <param name="Refused">Wishes that were not followed since the daemon started, by outcome.</param>
/// <param name="Unguarded">Grants whose address the kernel's table of guards had no room for.</param>
internal sealed record BlockCounts(
    int Addresses4, int Addresses6, IReadOnlyDictionary<BlockOutcome, long> Refused, long Unguarded);
