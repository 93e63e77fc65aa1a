using System.Net;
using System.Net.Sockets;

namespace Telos.Daemon.Agents;

/// <summary>Names turned into addresses, and addresses into the sixteen bytes that the network gate compares.</summary>
internal static class HostAddresses
{
    private const string ResolverConfiguration = "/etc/resolv.conf";

    /// <summary>Empty when the name does not resolve.</summary>
    public static IPAddress[] Resolve(string host)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            return [literal];
        }

        try
        {
            return Dns.GetHostAddresses(host);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    /// <summary>The servers that programs ask by way of libc.</summary>
    public static IPAddress[] Resolvers()
    {
        try
        {
            return Resolvers(File.ReadLines(ResolverConfiguration));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>IPv4 comes out as ::ffff:a.b.c.d.</summary>
    public static void WriteMapped(IPAddress address, Span<byte> bytes)
    {
        IPAddress mapped = address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address;
        mapped.TryWriteBytes(bytes, out _);
    }

    internal static IPAddress[] Resolvers(IEnumerable<string> lines)
    {
        List<IPAddress> resolvers = [];
        foreach (string line in lines)
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[0] == "nameserver" && IPAddress.TryParse(words[1], out IPAddress? address))
            {
                resolvers.Add(address);
            }
        }

        return [.. resolvers];
    }
}
