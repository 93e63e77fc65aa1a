using System.Net;
using System.Net.Sockets;

namespace Telos.Core.Protocol;

/// <summary>
/// An address as RFC 4291 and inet_pton(3) have it. Not as inet_aton(3), for which 1 and 0x7f.1 are addresses too, and
/// without a zone.
/// </summary>
public static class HostAddressText
{
    private const int LengthMax = 45;

    public static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.Length > LengthMax || text.Any(letter => !char.IsAsciiHexDigit(letter) && letter is not ('.' or ':'))
            || !IPAddress.TryParse(text, out IPAddress? parsed))
        {
            return false;
        }

        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return parsed.AddressFamily == AddressFamily.InterNetworkV6 || parsed.ToString() == text;
    }
}
