using System.Buffers.Binary;
using System.Net;
using Telos.Linux.Native;

namespace Telos.Linux.Sockets;

/// <summary>
/// struct sockaddr_in or sockaddr_in6 as a value. An IPv4 address is held as v4-mapped (RFC 4291 2.5.5.2); the port
/// and the scope are in host order.
/// </summary>
internal readonly record struct SocketName(ushort Family, ushort Port, uint ScopeId, UInt128 Address)
{
    /// <summary>sizeof(struct sockaddr_in6), the longest.</summary>
    internal const int BytesMax = 28;

    private const int V4Bytes = 16;
    private const int PortOffset = 2;
    private const int V4AddressOffset = 4;
    private const int V6AddressOffset = 8;
    private const int ScopeOffset = 24;

    internal bool IsIPv6 => Family == LibcDatagrams.AF_INET6;

    internal static UInt128 Mapped(uint v4) => ((UInt128)0xFFFF << 32) | v4;

    internal static SocketName Of(IPEndPoint endPoint)
    {
        Span<byte> address = stackalloc byte[16];
        endPoint.Address.TryWriteBytes(address, out int bytes);
        return bytes == sizeof(uint)
            ? new SocketName(
                LibcDatagrams.AF_INET, (ushort)endPoint.Port, 0, Mapped(BinaryPrimitives.ReadUInt32BigEndian(address)))
            : new SocketName(
                LibcDatagrams.AF_INET6, (ushort)endPoint.Port, (uint)endPoint.Address.ScopeId,
                BinaryPrimitives.ReadUInt128BigEndian(address));
    }

    /// <summary>The default value, whose family is 0, for a name of another family or none.</summary>
    internal static SocketName Read(ReadOnlySpan<byte> name)
    {
        if (name.Length < V4Bytes)
        {
            return default;
        }

        ushort family = BinaryPrimitives.ReadUInt16LittleEndian(name);
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(name[PortOffset..]);
        if (family == LibcDatagrams.AF_INET)
        {
            return new SocketName(family, port, 0, Mapped(BinaryPrimitives.ReadUInt32BigEndian(name[V4AddressOffset..])));
        }

        return family == LibcDatagrams.AF_INET6 && name.Length >= BytesMax
            ? new SocketName(
                family, port, BinaryPrimitives.ReadUInt32LittleEndian(name[ScopeOffset..]),
                BinaryPrimitives.ReadUInt128BigEndian(name[V6AddressOffset..]))
            : default;
    }

    /// <summary>How many bytes it takes: 0 for the default value.</summary>
    internal int Write(Span<byte> name)
    {
        if (Family == 0)
        {
            return 0;
        }

        name[..BytesMax].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(name, Family);
        BinaryPrimitives.WriteUInt16BigEndian(name[PortOffset..], Port);
        if (!IsIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(name[V4AddressOffset..], (uint)Address);
            return V4Bytes;
        }

        BinaryPrimitives.WriteUInt128BigEndian(name[V6AddressOffset..], Address);
        BinaryPrimitives.WriteUInt32LittleEndian(name[ScopeOffset..], ScopeId);
        return BytesMax;
    }

    internal IPEndPoint ToEndPoint()
    {
        Span<byte> address = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(address, Address);
        return new IPEndPoint(IsIPv6 ? new IPAddress(address, ScopeId) : new IPAddress(address[12..]), Port);
    }
}
