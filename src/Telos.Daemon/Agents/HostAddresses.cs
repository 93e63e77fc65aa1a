using System.Net;
using System.Net.Sockets;
using Telos.Core.Policy;

namespace Telos.Daemon.Agents;

/// <summary>Names turned into addresses, and addresses into the sixteen bytes that the network gate compares.</summary>
internal static class HostAddresses
{
    private const string ResolverConfiguration = "/etc/resolv.conf";
    private const string HostsFile = "/etc/hosts";

    /// <summary>What names and resolvers are looked up in.</summary>
    public static readonly string[] Files = [ResolverConfiguration, HostsFile];

    /// <summary>Empty when the name does not resolve.</summary>
    public static IPAddress[] Resolve(string host)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            return [literal];
        }

        try
        {
            return System.Net.Dns.GetHostAddresses(host);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    /// <summary>The address that the gate's sixteen bytes stand for.</summary>
    public static IPAddress OfMapped(ReadOnlySpan<byte> bytes)
    {
        IPAddress address = new(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>What the operator's own hosts file says of a name; hosts(5).</summary>
    public static IPAddress[] OfHostsFile(string host)
    {
        try
        {
            return OfHostsFile(host, File.ReadLines(HostsFile));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Why a name's address is not what the words meant, or an empty string. Operators may name their own machines in
    /// the hosts file; DNS is other people's word.
    /// </summary>
    public static string Objection(IPAddress address, IPAddress[] ofHostsFile)
    {
        AddressKind kind = AddressKinds.Of(address);
        return Array.IndexOf(ofHostsFile, address) >= 0
            ? AddressKinds.Objection(kind)
            : AddressKinds.ObjectionByName(kind);
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

    internal static IPAddress[] OfHostsFile(string host, IEnumerable<string> lines)
    {
        List<IPAddress> addresses = [];
        foreach (string line in lines)
        {
            string[] words = line.Split('#')[0].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words.Skip(1).Contains(host, StringComparer.OrdinalIgnoreCase)
                && IPAddress.TryParse(words[0], out IPAddress? address))
            {
                addresses.Add(address);
            }
        }

        return [.. addresses];
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
