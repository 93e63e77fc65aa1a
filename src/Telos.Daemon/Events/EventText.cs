using Telos.Core.Abi;

namespace Telos.Daemon.Events;

/// <summary>The kernel's event fields in words. Bytes from the kernel may be any bytes: nothing here throws.</summary>
internal static class EventText
{
    /// <summary>Of what is said of any event; a path behind the longest words is the longest.</summary>
    public const int BytesMax = 16 + (int)KernelAbi.TELOS_PATH_BYTES;

    /// <summary>Three names, each with its number and what stands between.</summary>
    public const int LineageBytesMax = 3 * ((int)KernelAbi.TELOS_COMM_BYTES + 16);

    private const ushort AddressFamilyUnix = 1;
    private const ushort AddressFamilyInet = 2;
    private const ushort AddressFamilyInet6 = 10;
    private const ushort AddressFamilyNetlink = 16;
    private const ushort ProtocolTcp = 6;
    private const ushort ProtocolUdp = 17;

    public static ReadOnlySpan<byte> UntilZero(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }

    /// <summary>Nearest first, up to the first that the kernel has not.</summary>
    public static void AddLineage(ref Utf8Text text, in EventHeader header)
    {
        if (AddAncestor(ref text, ""u8, header.Parent) && AddAncestor(ref text, " < "u8, header.Grandparent))
        {
            AddAncestor(ref text, " < "u8, header.GreatGrandparent);
        }
    }

    public static void AddAccess(ref Utf8Text text, in EventFile e)
    {
        bool writes = (e.Access & KernelAbi.TELOS_ACCESS_WRITE) != 0;
        text.Add((e.Access & KernelAbi.TELOS_ACCESS_CONNECT) != 0 ? "connect to "u8
            : !writes ? "read "u8
            : (e.Access & KernelAbi.TELOS_ACCESS_READ) == 0 ? "write "u8 : "read and write "u8);
        text.Add(UntilZero(e.PathBytes));
    }

    public static void AddDestination(ref Utf8Text text, in EventNetwork e)
    {
        if (e.Operation == NetOperation.Arrive)
        {
            AddProtocol(ref text, e.Protocol);
            text.Add(" from "u8);
            AddressText.Add(ref text, e.AddressBytes);
            return;
        }

        EventWords.Add(ref text, e.Operation);
        text.Add(" "u8);
        if (e.Operation is NetOperation.Create or NetOperation.Listen or NetOperation.Bind or NetOperation.Accept
            || e.Port == 0)
        {
            AddFamily(ref text, e.Family);
            text.Add(" "u8);
            AddProtocol(ref text, e.Protocol);
            text.Add(" socket"u8);
            return;
        }

        AddProtocol(ref text, e.Protocol);
        text.Add(" "u8);
        AddressText.Add(ref text, e.AddressBytes);
        text.Add(":"u8);
        text.AddNumber(e.Port);
    }

    public static void AddTarget(ref Utf8Text text, in EventTamper e)
    {
        if (e.TargetPid != 0)
        {
            text.Add("process "u8);
            text.AddNumber(e.TargetPid);
        }
    }

    private static bool AddAncestor(ref Utf8Text text, ReadOnlySpan<byte> before, in Ancestor ancestor)
    {
        if (ancestor.Pid == 0)
        {
            return false;
        }

        text.Add(before);
        text.Add(UntilZero(ancestor.CommBytes));
        text.Add("["u8);
        text.AddNumber(ancestor.Pid);
        text.Add("]"u8);
        return true;
    }

    private static void AddFamily(ref Utf8Text text, ushort family)
    {
        switch (family)
        {
            case AddressFamilyUnix:
                text.Add("unix"u8);
                break;
            case AddressFamilyInet:
                text.Add("ipv4"u8);
                break;
            case AddressFamilyInet6:
                text.Add("ipv6"u8);
                break;
            case AddressFamilyNetlink:
                text.Add("netlink"u8);
                break;
            default:
                text.Add("family "u8);
                text.AddNumber(family);
                break;
        }
    }

    private static void AddProtocol(ref Utf8Text text, ushort protocol)
    {
        switch (protocol)
        {
            case ProtocolTcp:
                text.Add("tcp"u8);
                break;
            case ProtocolUdp:
                text.Add("udp"u8);
                break;
            default:
                text.Add("protocol "u8);
                text.AddNumber(protocol);
                break;
        }
    }
}
