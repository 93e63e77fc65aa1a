using System.Buffers.Binary;
using System.Net;

namespace Telos.Core.Policy;

/// <summary>
/// What an address is reserved for, by the IANA special-purpose registries (RFC 6890). An IPv6 address that carries
/// an IPv4 one is what that one is: a translator, a tunnel or the kernel takes the packet there.
/// </summary>
public static class AddressKinds
{
    private const int V4Bytes = 4;
    private const int V6Bytes = 16;
    private const uint Ipv6LinkLocal = 0xFE80;
    private const uint Ipv6SiteLocal = 0xFEC0;

    public static AddressKind Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[V6Bytes];
        address.TryWriteBytes(bytes, out int written);
        return Of(bytes[..written]);
    }

    /// <summary>The kind of an address in network order: 4 bytes of IPv4 or 16 of IPv6. Any other length is Reserved.</summary>
    public static AddressKind Of(ReadOnlySpan<byte> address) => address.Length switch
    {
        V4Bytes => OfV4(BinaryPrimitives.ReadUInt32BigEndian(address)),
        V6Bytes => OfV6(BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[8..])),
        _ => AddressKind.Reserved,
    };

    /// <summary>What speaks against a host there, whoever says so; an empty string for an address of a host.</summary>
    public static string Objection(AddressKind kind) => kind switch
    {
        AddressKind.LinkLocal => "a link-local address, where clouds keep their metadata",
        AddressKind.Metadata => "a cloud metadata address, which hands out credentials",
        AddressKind.Multicast => "a multicast address, not a host",
        AddressKind.Unspecified => "an unspecified address, which leads to this machine under another name",
        AddressKind.Reserved => "a reserved address, not a host",
        _ => "",
    };

    /// <summary>
    /// The same for an address that a name led to by DNS. Whoever owns the name chose the address, after the name was
    /// judged: only an address out in the world is what the words meant.
    /// </summary>
    public static string ObjectionByName(AddressKind kind) => kind switch
    {
        AddressKind.Loopback => "an address of this machine",
        AddressKind.Private or AddressKind.Shared => "a private address",
        _ => Objection(kind),
    };

    private static AddressKind OfV4(uint address)
    {
        // Where clouds hand credentials to whoever can reach them: AWS (EC2, ECS, EKS), Alibaba, Azure, Oracle.
        if (address is 0xA9FEA9FE or 0xA9FEAA02 or 0xA9FEAA17 or 0x646464C8 or 0xA83F8110 or 0xC00000C0)
        {
            return AddressKind.Metadata;
        }

        return (address >> 24) switch
        {
            0 => AddressKind.Unspecified,
            10 => AddressKind.Private,
            100 when IsUnder(address, 0x64400000, 10) => AddressKind.Shared,
            127 => AddressKind.Loopback,
            169 when IsUnder(address, 0xA9FE0000, 16) => AddressKind.LinkLocal,
            172 when IsUnder(address, 0xAC100000, 12) => AddressKind.Private,
            192 => OfV4Under192(address),
            198 when IsUnder(address, 0xC6120000, 15) => AddressKind.Reserved,
            198 when IsUnder(address, 0xC6336400, 24) => AddressKind.Documentation,
            203 when IsUnder(address, 0xCB007100, 24) => AddressKind.Documentation,
            >= 224 and <= 239 => AddressKind.Multicast,
            >= 240 => AddressKind.Reserved,
            _ => AddressKind.Public,
        };
    }

    // 192.0.0.9 and .10 are global in the registry, but lead to the nearest NAT's own control port (RFC 7723, 8155).
    private static AddressKind OfV4Under192(uint address) =>
        IsUnder(address, 0xC0000000, 24) ? AddressKind.Reserved
        : IsUnder(address, 0xC0000200, 24) ? AddressKind.Documentation
        : IsUnder(address, 0xC0586300, 24) ? AddressKind.Reserved
        : IsUnder(address, 0xC0A80000, 16) ? AddressKind.Private
        : AddressKind.Public;

    private static AddressKind OfV6(ulong high, ulong low)
    {
        AddressKind kind = (high >> 61) switch
        {
            1 => OfGlobalV6(high, low),
            0 => OfLowV6(high, low),
            7 => OfHighV6(high, low),
            _ => AddressKind.Reserved,
        };

        // An ISATAP host, in whatever prefix, is reached over the IPv4 that its identifier spells (RFC 5214 6.1).
        return kind == AddressKind.Public && (low >> 32 & 0xFDFFFFFF) == 0x00005EFE ? OfV4((uint)low) : kind;
    }

    private static AddressKind OfGlobalV6(ulong high, ulong low) => high switch
    {
        _ when high >> 48 == 0x2002 => OfV4((uint)(high >> 16)),
        _ when high >> 32 == 0x20010000 => OfTeredo(high, low),
        _ when high >> 32 == 0x20010DB8 || high >> 44 == 0x3FFF0 => AddressKind.Documentation,
        _ when high >> 41 == 0x20010000 >> 9 => OfProtocolV6(high),
        _ => AddressKind.Public,
    };

    // 2001::/23: what the registry calls global in it is AMT, AS112, ORCHIDv2 and drone identities. The anycasts in
    // 2001:1:: are too, but lead to the nearest network's own servers.
    private static AddressKind OfProtocolV6(ulong high) =>
        high >> 32 == 0x20010003 || high >> 16 == 0x200100040112 || high >> 36 is 0x2001002 or 0x2001003
            ? AddressKind.Public
            : AddressKind.Reserved;

    // A Teredo address is spoken to by way of its server and its client; the client's is inverted (RFC 4380 4).
    private static AddressKind OfTeredo(ulong high, ulong low)
    {
        AddressKind server = OfV4((uint)high);
        return server == AddressKind.Public ? OfV4(~(uint)low) : server;
    }

    private static AddressKind OfLowV6(ulong high, ulong low)
    {
        if (high == 0)
        {
            return low switch
            {
                0 => AddressKind.Unspecified,
                1 => AddressKind.Loopback,
                _ when low >> 32 == 0xFFFF => OfV4((uint)low),
                _ when low >> 32 == 0 => NeverPublic(OfV4((uint)low)),
                _ => AddressKind.Reserved,
            };
        }

        if (high == 0x0064FF9B00000000 && low >> 32 == 0)
        {
            return OfV4((uint)low);
        }

        // A network's own NAT64 (RFC 8215) keeps the IPv4 address where it likes; the registry calls it not global.
        return high >> 16 == 0x0064FF9B0001 ? NeverPublic(OfV4((uint)low)) : AddressKind.Reserved;
    }

    private static AddressKind OfHighV6(ulong high, ulong low)
    {
        // AWS (EC2, EKS), Google, Oracle.
        if ((high, low) is (0xFD000EC200000000, 0x254 or 0x23) or (0xFD2000CE00000000, 0x254)
            or (0xFD0000C100000000, 0xA9FEA9FE))
        {
            return AddressKind.Metadata;
        }

        return high >> 56 == 0xFF ? AddressKind.Multicast
            : high >> 57 == 0xFC >> 1 ? AddressKind.Private
            : (high >> 48 & 0xFFC0) == Ipv6LinkLocal ? AddressKind.LinkLocal
            : (high >> 48 & 0xFFC0) == Ipv6SiteLocal ? AddressKind.Private
            : AddressKind.Reserved;
    }

    private static AddressKind NeverPublic(AddressKind kind) =>
        kind == AddressKind.Public ? AddressKind.Reserved : kind;

    private static bool IsUnder(uint address, uint prefix, int bits) => (address ^ prefix) >> (32 - bits) == 0;
}
