using System.Net;

namespace Telos.Daemon.Hyperion;

/// <summary>
/// What one interface's program made of two packets. They are from 240.0.0.0/4, which is reserved (RFC 1112 4) and on no
/// wire, so that nobody's traffic is dropped for the proof.
/// </summary>
/// <param name="Blocked">The verdict on the one whose address was blocked for it; null: there was no room to block it.</param>
/// <param name="Other">The verdict on the one whose address nobody blocks.</param>
/// <param name="Counted">By how much the count of dropped packets rose.</param>
internal sealed record XdpProbe(FilteredInterface Filtered, uint? Blocked, uint Other, ulong Counted)
{
    /// <summary>XDP_DROP of enum xdp_action (include/uapi/linux/bpf.h).</summary>
    public const uint Drop = 1;

    /// <summary>XDP_PASS.</summary>
    public const uint Pass = 2;

    private const byte LastOctetOfOther = 2;

    public static IPAddress BlockedAddress { get; } = new([240, 0, 0, 1]);

    public static byte[] BlockedFrame { get; } = Frame(BlockedAddress.GetAddressBytes());

    public static byte[] OtherFrame { get; } = Frame([240, 0, 0, LastOctetOfOther]);

    // Ethernet II, IPv4 without options, UDP without a payload, to 192.0.2.1; no field that the program reads is left out.
    private static byte[] Frame(byte[] source) =>
        [.. new byte[12], 0x08, 0x00, 0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, .. source, 192, 0, 2, 1, .. new byte[8]];
}
