using System.Globalization;
using System.Net;

namespace Telos.Daemon.Dns;

/// <summary>
/// Addresses of servers as operators write them: 9.9.9.9, 9.9.9.9:53, [2620:fe::fe]:53, tls://9.9.9.9#dns.quad9.net.
/// </summary>
internal static class EndPointText
{
    private const int DnsPort = 53;
    private const int TlsPort = 853;
    private const string TlsScheme = "tls://";

    /// <exception cref="DaemonException">It is none.</exception>
    public static IPEndPoint ParseListener(string text) =>
        TryParse(text, DnsPort, out IPEndPoint? endPoint)
            ? endPoint!
            : throw new DaemonException($"{text}: not an address to listen at; write it like 127.0.0.1:5353 or [::1]:5353");

    /// <summary>As operators write it.</summary>
    public static string Of(UpstreamAddress upstream) => upstream.TlsName is null
        ? upstream.EndPoint.ToString()
        : $"{TlsScheme}{upstream.EndPoint}#{upstream.TlsName}";

    /// <exception cref="DaemonException">It is none, or it asks for TLS and names nobody.</exception>
    public static UpstreamAddress ParseUpstream(string text)
    {
        if (!text.StartsWith(TlsScheme, StringComparison.Ordinal))
        {
            return TryParse(text, DnsPort, out IPEndPoint? plain) && plain!.Port != 0
                ? new UpstreamAddress(plain, null)
                : throw new DaemonException(
                    $"{text}: not a server to ask; write it like 9.9.9.9, 9.9.9.9:53 or tls://9.9.9.9#dns.quad9.net");
        }

        string[] parts = text[TlsScheme.Length..].Split('#');
        if (parts.Length != 2 || parts[1].Length == 0 || !TryParse(parts[0], TlsPort, out IPEndPoint? secure)
            || secure!.Port == 0)
        {
            throw new DaemonException($"{text}: a server over TLS needs its address and its name: tls://9.9.9.9#dns.quad9.net");
        }

        return new UpstreamAddress(secure, parts[1]);
    }

    // IPEndPoint.TryParse takes a bare IPv6 address's last group for a port.
    private static bool TryParse(string text, int defaultPort, out IPEndPoint? endPoint)
    {
        endPoint = null;
        if (IPAddress.TryParse(text, out IPAddress? bare) && !text.StartsWith('['))
        {
            endPoint = new IPEndPoint(bare, defaultPort);
            return text.Contains(':') || text.Count(character => character == '.') == 3;
        }

        int colon = text.LastIndexOf(':');
        bool hasPort = colon > 0 && text[colon - 1] != ':' && !text.EndsWith(']');
        string host = hasPort ? text[..colon] : text;
        int port = defaultPort;
        if (hasPort && (!int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port)
            || port > ushort.MaxValue))
        {
            return false;
        }

        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!IPAddress.TryParse(isBracketed ? host[1..^1] : host, out IPAddress? address)
            || isBracketed != (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6))
        {
            return false;
        }

        endPoint = new IPEndPoint(address, port);
        return true;
    }
}
