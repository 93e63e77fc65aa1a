namespace Telos.Core.Domains.Lists;

/// <summary>The formats that lists of domains are published in.</summary>
public enum ListFormat
{
    /// <summary>A name a line.</summary>
    Domains,

    /// <summary>hosts(5): an address and a name a line.</summary>
    Hosts,

    /// <summary>Adblock Plus filters; ||name^ and @@||name^ are about domains.</summary>
    Adblock,

    /// <summary>A response policy zone (draft-vixie-dnsop-dns-rpz): a master file (RFC 1035 5).</summary>
    Rpz,

    /// <summary>name,category,flags,rank or rank,name.</summary>
    Csv,
}
