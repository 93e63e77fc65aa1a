namespace Telos.Linux.Attempts;

/// <summary>How a datagram is sent.</summary>
public enum DatagramCall
{
    SendTo,
    SendMsg,
    SendMmsg,

    /// <summary>connect(2), then send(2).</summary>
    Connected,

    /// <summary>sendto(2) with an address whose family is AF_UNSPEC, which IPv4 takes for its own (net/ipv4/udp.c).</summary>
    Unspecified,
}
