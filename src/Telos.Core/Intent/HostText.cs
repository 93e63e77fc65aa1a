using System.Globalization;
using System.Net;
using Telos.Core.Policy;

namespace Telos.Core.Intent;

/// <summary>Takes "host", "host:port", "[v6]:port", a URL or "user@host:path" apart.</summary>
internal static class HostText
{
    private static readonly Dictionary<string, ushort> s_schemePorts = new(StringComparer.Ordinal)
    {
        ["http"] = 80, ["https"] = 443, ["ftp"] = 21, ["ftps"] = 990, ["ssh"] = 22, ["sftp"] = 22,
        ["git"] = 9418, ["ws"] = 80, ["wss"] = 443, ["rsync"] = 873, ["git+ssh"] = 22, ["git+https"] = 443,
    };

    public static HostMention Read(IntentToken token) => token.Kind switch
    {
        TokenKind.Url => ReadUrl(token.Text),
        TokenKind.Remote => ReadRemote(token.Text),
        _ => ReadAuthority(Authority(token.Text), scheme: "", portDefault: 0),
    };

    private static HostMention ReadUrl(string url)
    {
        int colon = url.IndexOf("://", StringComparison.Ordinal);
        string scheme = url[..colon].ToLowerInvariant();
        string authority = Authority(url[(colon + 3)..]);
        if (!s_schemePorts.TryGetValue(scheme, out ushort port))
        {
            return Faulty(url,
                $"\"{scheme}\" is not a scheme that Telos knows a port for: name host and port");
        }

        int at = authority.LastIndexOf('@');
        if (at >= 0 && scheme is not ("ssh" or "sftp" or "git+ssh" or "ftp"))
        {
            return Faulty(authority[(at + 1)..].ToLowerInvariant(),
                "the URL puts a user name before the host, which makes another name look like the host");
        }

        return ReadAuthority(authority[(at + 1)..], scheme, port);
    }

    private static HostMention ReadRemote(string text)
    {
        string rest = text[(text.LastIndexOf('@') + 1)..];
        int end = rest.AsSpan().IndexOfAny(":/");
        return ReadAuthority(end < 0 ? rest : rest[..end], "ssh", portDefault: 22);
    }

    private static string Authority(string text)
    {
        int end = text.AsSpan().IndexOfAny("/?#\\");
        return end < 0 ? text : text[..end];
    }

    private static HostMention ReadAuthority(string authority, string scheme, ushort portDefault)
    {
        string host = authority;
        string portText = "";
        int colon = authority.LastIndexOf(':');
        if (authority.StartsWith('['))
        {
            int close = authority.IndexOf(']', StringComparison.Ordinal);
            host = close < 0 ? "" : authority[1..close];
            portText = authority[(close + 1)..].TrimStart(':');
        }
        else if (colon >= 0 && !TokenShape.IsIPv6(authority))
        {
            host = authority[..colon];
            portText = authority[(colon + 1)..];
        }

        ushort port = portDefault;
        if (portText.Length > 0 && !TryPort(portText, out port))
        {
            return Faulty(authority, $"\"{portText}\" is not a port: ports lie between 1 and 65535");
        }

        host = host.TrimEnd('.').ToLowerInvariant();
        string fault = Fault(host);
        return fault.Length > 0
            ? Faulty(host.Length > 0 ? host : authority, fault)
            : new HostMention(Canonical(host), port, Transport.Tcp, scheme, "", Negated: false,
                Exclusive: false);
    }

    public static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0;

    private static string Fault(string host)
    {
        if (host.Length == 0)
        {
            return "the URL names no host";
        }

        if (TokenShape.IsIPv6(host) || TokenShape.IsStrictIPv4(host))
        {
            return "";
        }

        // inet_aton(3) reads 2130706433, 0x7f.1 and 0177.0.0.1 as 127.0.0.1; a person does not.
        string lastLabel = host[(host.LastIndexOf('.') + 1)..];
        if (char.IsAsciiDigit(lastLabel[0]) && lastLabel.All(c => char.IsAsciiHexDigitLower(c) || c == 'x'))
        {
            return "an address in an unusual notation hides where it leads: write four decimal numbers";
        }

        foreach (string label in host.Split('.'))
        {
            if (label.Length is 0 or > 63 || label.StartsWith('-') || label.EndsWith('-')
                || label.Any(c => !(char.IsLetterOrDigit(c) || c is '-' or '_')))
            {
                return "this is not a host name: labels hold 1 to 63 letters, digits, hyphens (RFC 1123)";
            }
        }

        return host.Length > 253 ? "this is not a host name: it is longer than 253 characters" : "";
    }

    private static string Canonical(string host)
    {
        if (!TokenShape.IsIPv6(host))
        {
            return host;
        }

        var address = IPAddress.Parse(host);
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }

    private static HostMention Faulty(string host, string fault) =>
        new(host, 0, Transport.Tcp, "", fault, Negated: false, Exclusive: false);
}
