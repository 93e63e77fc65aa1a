namespace Telos.Linux.Bpf;

/// <summary>Where an XDP program runs: XDP_FLAGS_* (uapi/linux/if_link.h).</summary>
public enum XdpMode : uint
{
    /// <summary>In the stack, before anything else of it; every driver has that.</summary>
    Generic = 1 << 1,

    /// <summary>In the driver, before a packet has a buffer of the stack's.</summary>
    Native = 1 << 2,
}
