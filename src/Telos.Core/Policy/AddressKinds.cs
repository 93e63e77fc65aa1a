using System.Net;
using System.Net.Sockets;

namespace Telos.Core.Policy;

/// <summary>What an address is reserved for, by the IANA special-purpose registries (RFC 6890).</summary>
public static class AddressKinds
{
    // Where clouds hand credentials to whoever can reach them: AWS over IPv6, Alibaba, Azure, Oracle.
    private static readonly IPAddress[] s_metadata =
    [
        IPAddress.Parse("fd00:ec2::254"),
        IPAddress.Parse("100.100.100.200"),
        IPAddress.Parse("168.63.129.16"),
        IPAddress.Parse("169.254.169.254"),
        IPAddress.Parse("192.0.0.192"),
    ];

    public static AddressKind Of(IPAddress address)
    {
        if (Array.IndexOf(s_metadata, address) >= 0)
        {
            return AddressKind.Metadata;
        }

        byte[] bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return OfV4(bytes);
        }

        // ::ffff:0:0/96 (mapped), 64:ff9b::/96 (NAT64), 2002::/16 (6to4) and ::/96 lead to an IPv4 address.
        if (address.IsIPv4MappedToIPv6 || HasPrefix(bytes, [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]))
        {
            return Of(new IPAddress(bytes.AsSpan(12, 4)));
        }

        if (HasPrefix(bytes, [0x20, 0x02]))
        {
            return Of(new IPAddress(bytes.AsSpan(2, 4)));
        }

        return IPAddress.IsLoopback(address) ? AddressKind.Loopback
            : address.Equals(IPAddress.IPv6Any) ? AddressKind.Unspecified
            : address.IsIPv6LinkLocal ? AddressKind.LinkLocal
            : address.IsIPv6Multicast ? AddressKind.Multicast
            : (bytes[0] & 0xFE) == 0xFC || address.IsIPv6SiteLocal ? AddressKind.Private
            : (bytes[0] & 0xE0) != 0x20 ? AddressKind.Reserved
            : AddressKind.Public;
    }

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
        AddressKind.Private => "a private address",
        _ => Objection(kind),
    };

    private static AddressKind OfV4(byte[] bytes) => bytes switch
    {
        [0, ..] => AddressKind.Unspecified,
        [127, ..] => AddressKind.Loopback,
        [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [100, >= 64 and <= 127, ..] =>
            AddressKind.Private,
        [169, 254, ..] => AddressKind.LinkLocal,
        [>= 224 and <= 239, ..] => AddressKind.Multicast,
        [>= 240, ..] => AddressKind.Reserved,
        _ => AddressKind.Public,
    };

    private static bool HasPrefix(byte[] bytes, ReadOnlySpan<byte> prefix) =>
        bytes.AsSpan().StartsWith(prefix);
}
