namespace Telos.Core.Protocol;

/// <summary>
/// Hyperion as it is. Blocks: those that end last first; LeftOff: as many are not shown. Dropped, Passed, Expired (a block had
/// ended), Guarded (listed and let in), Malformed and Untold (drops without a record) count packets since the gates were
/// installed; Refused counts wishes that were not followed since the daemon started.
/// </summary>
public sealed record BlockListResult(
    BlockRecord[] Blocks, int LeftOff, InterfaceResult[] Interfaces, ulong Dropped, ulong Passed, ulong Expired, ulong Guarded,
    ulong Malformed, ulong Untold, BlockRefusals[] Refused, long Unguarded, string? Fault = null);
