namespace Telos.Core.Protocol;

/// <summary>A blocked address. Hits: packets that were dropped. Sources: whose wish it is, at most three.</summary>
public sealed record BlockRecord(string Ip, long TtlMs, ulong Hits, string[] Sources);
