using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Telos.Core.Abi;

namespace Telos.Daemon.Hyperion;

/// <summary>An address as the block lists and their guards name it. Mapped: IPv4 as ::ffff:a.b.c.d.</summary>
internal readonly record struct BlockedAddress(UInt128 Mapped)
{
    private const int Bytes = 16;

    /// <summary>::ffff:0:0/96</summary>
    private const ulong MappedPrefix = 0xffff;

    public bool IsV4 => Mapped >> 32 == MappedPrefix;

    /// <summary>In network order, whatever this machine's is.</summary>
    public uint Key4
    {
        get
        {
            uint value = (uint)Mapped;
            return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
        }
    }

    public Address Key6
    {
        get
        {
            Address key = default;
            BinaryPrimitives.WriteUInt128BigEndian(key.Octets, Mapped);
            return key;
        }
    }

    public static BlockedAddress Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        address.TryWriteBytes(bytes, out int length);
        return length == Bytes
            ? new BlockedAddress(BinaryPrimitives.ReadUInt128BigEndian(bytes))
            : Of(MemoryMarshal.Read<uint>(bytes));
    }

    /// <param name="key4">In network order.</param>
    public static BlockedAddress Of(uint key4)
    {
        uint value = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(key4) : key4;
        return new BlockedAddress(new UInt128(0, (MappedPrefix << 32) | value));
    }

    public static BlockedAddress Of(in Address key6) => new(BinaryPrimitives.ReadUInt128BigEndian(key6.OctetsBytes));

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Mapped);
        return IsV4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes);
    }
}
