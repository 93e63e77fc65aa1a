using System.Buffers.Binary;

namespace Telos.Daemon.Events;

/// <summary>
/// Sixteen octets of an address as text: IPv4 where they are ::ffff:a.b.c.d, else IPv6 as RFC 5952 wants it, in brackets.
/// </summary>
internal static class AddressText
{
    private const int Groups = 8;
    private const int MappedBytes = 12;

    private static ReadOnlySpan<byte> MappedPrefix => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

    public static void Add(ref Utf8Text text, scoped ReadOnlySpan<byte> address)
    {
        if (address.StartsWith(MappedPrefix))
        {
            AddIPv4(ref text, address[MappedBytes..]);
            return;
        }

        text.Add("["u8);
        AddIPv6(ref text, address);
        text.Add("]"u8);
    }

    private static void AddIPv4(ref Utf8Text text, scoped ReadOnlySpan<byte> octets)
    {
        text.AddNumber(octets[0]);
        foreach (byte octet in octets[1..])
        {
            text.Add("."u8);
            text.AddNumber(octet);
        }
    }

    private static void AddIPv6(ref Utf8Text text, scoped ReadOnlySpan<byte> address)
    {
        (int start, int end) = LongestZeros(address);
        for (int i = 0; i < Groups; i++)
        {
            if (i == start)
            {
                text.Add("::"u8);
                i = end - 1;
                continue;
            }

            if (i > 0 && i != end)
            {
                text.Add(":"u8);
            }

            text.AddHex(Group(address, i));
        }
    }

    // RFC 5952 4.2: the longest run of zero groups, of equal ones the first, and no run of one.
    private static (int Start, int End) LongestZeros(ReadOnlySpan<byte> address)
    {
        (int start, int end) = (-1, -1);
        for (int i = 0; i < Groups; i++)
        {
            int first = i;
            while (i < Groups && Group(address, i) == 0)
            {
                i++;
            }

            if (i - first > Math.Max(1, end - start))
            {
                (start, end) = (first, i);
            }
        }

        return (start, end);
    }

    private static ushort Group(ReadOnlySpan<byte> address, int index) =>
        BinaryPrimitives.ReadUInt16BigEndian(address[(2 * index)..]);
}
