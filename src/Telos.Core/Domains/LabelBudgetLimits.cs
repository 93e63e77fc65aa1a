namespace Telos.Core.Domains;

/// <summary>
/// How much one agent may tell the outside in names. An SSH or API key is 256 bits and more, so a domain that nobody
/// vouches for gets less than three, and an hour brings back less than one.
/// </summary>
public sealed record LabelBudgetLimits
{
    // A plain host (registry, api, static-1) costs 20 to 70 bits, a UUID 160. `npm install`, pip, cargo and git ask one
    // to five names a domain; a browser's page asks for 20 to 80 domains with one to ten names each.

    /// <summary>96 bytes below one registrable domain: 12 to 30 new plain hosts, or four UUIDs, at once.</summary>
    public int DomainBits { get; init; } = 768;

    /// <summary>
    /// 24 bytes an hour: three to eight new hosts, or 512 repeated queries of eight kinds, which is four hosts with a TTL
    /// of a minute asked for in both families all the time.
    /// </summary>
    public int DomainBitsPerHour { get; init; } = 192;

    /// <summary>4 KiB over all domains: some 500 new names under a hundred new domains.</summary>
    public int TotalBits { get; init; } = 32_768;

    /// <summary>512 bytes an hour: some 70 new names, or 10,000 repeated queries.</summary>
    public int TotalBitsPerHour { get; init; } = 4_096;
}
