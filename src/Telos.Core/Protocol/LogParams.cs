namespace Telos.Core.Protocol;

/// <param name="After">Only records with a higher id, the oldest of them first; without it the latest.</param>
/// <param name="Limit">How many at most: 1 to <see cref="ProtocolLimits.LogRecordsMax"/>, which also holds unsaid.</param>
public sealed record LogParams(long? After = null, int? Limit = null);
