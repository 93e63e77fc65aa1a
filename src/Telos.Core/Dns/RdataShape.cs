namespace Telos.Core.Dns;

/// <summary>
/// What the data of a type begins with: so many octets, so many character-strings, so many names, and then either
/// so many octets or whatever is left. Types that are not listed are octets (RFC 3597 4).
/// </summary>
internal readonly struct RdataShape
{
    private const int Open = -1;

    // Four octets, which are returned in a register.
    private readonly byte _head;
    private readonly byte _names;
    private readonly sbyte _tail;
    private readonly byte _strings;

    private RdataShape(int head, int names, int tail, int strings = 0)
    {
        _head = (byte)head;
        _names = (byte)names;
        _tail = (sbyte)tail;
        _strings = (byte)strings;
    }

    public int Head => _head;

    public int Names => _names;

    public int Strings => _strings;

    /// <summary>Octets after the names; below 0: any number.</summary>
    public int Tail => _tail;

    /// <summary>Without them there is either no head or no tail.</summary>
    public bool HasNames => Names != 0;

    public static RdataShape Of(DnsType type) => type switch
    {
        DnsType.A => new(4, 0, 0),
        DnsType.AAAA => new(16, 0, 0),
        DnsType.NS or DnsType.CNAME or DnsType.PTR or DnsType.DNAME or DnsType.MB or DnsType.MD or DnsType.MF or DnsType.MG
            or DnsType.MR => new(0, 1, 0),
        DnsType.SOA => new(0, 2, 20),
        DnsType.MINFO or DnsType.RP => new(0, 2, 0),
        DnsType.MX or DnsType.AFSDB or DnsType.RT or DnsType.KX => new(2, 1, 0),
        DnsType.PX => new(2, 2, 0),
        DnsType.SRV => new(6, 1, 0),
        DnsType.NAPTR => new(4, 1, 0, strings: 3),
        DnsType.SVCB or DnsType.HTTPS => new(2, 1, Open),
        DnsType.SIG or DnsType.RRSIG => new(18, 1, Open),
        DnsType.NXT or DnsType.NSEC => new(0, 1, Open),
        _ => new(0, 0, Open),
    };
}
