using System.Net;
using System.Text;
using Telos.Core.Abi;

namespace Telos.Daemon.Events;

/// <summary>The kernel's event fields in words. Bytes from the kernel may be any bytes: nothing here throws.</summary>
internal static class EventText
{
    private const ushort AddressFamilyUnix = 1;
    private const ushort AddressFamilyInet = 2;
    private const ushort AddressFamilyInet6 = 10;
    private const ushort AddressFamilyNetlink = 16;
    private const ushort ProtocolTcp = 6;
    private const ushort ProtocolUdp = 17;

    public static string OfBytes(ReadOnlySpan<byte> zeroTerminated)
    {
        int end = zeroTerminated.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? zeroTerminated : zeroTerminated[..end]);
    }

    public static string OfDestination(in EventNetwork e)
    {
        IPAddress address = new(e.AddressBytes);
        string host = address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : $"[{address}]";
        if (e.Operation == NetOperation.Arrive)
        {
            return $"{Protocol(e.Protocol)} from {host}";
        }

        string operation = e.Operation.ToString().ToLowerInvariant();
        if (e.Operation is NetOperation.Create or NetOperation.Listen or NetOperation.Bind or NetOperation.Accept
            || e.Port == 0)
        {
            return $"{operation} {Family(e.Family)} {Protocol(e.Protocol)} socket";
        }

        return $"{operation} {Protocol(e.Protocol)} {host}:{e.Port}";
    }

    private static string Family(ushort family) => family switch
    {
        AddressFamilyUnix => "unix",
        AddressFamilyInet => "ipv4",
        AddressFamilyInet6 => "ipv6",
        AddressFamilyNetlink => "netlink",
        _ => $"family {family}",
    };

    private static string Protocol(ushort protocol) => protocol switch
    {
        ProtocolTcp => "tcp",
        ProtocolUdp => "udp",
        _ => $"protocol {protocol}",
    };
}
