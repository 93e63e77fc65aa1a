using System.Net;
using System.Net.Sockets;

namespace Telos.Cli.Proof;

/// <summary>Whom the attacks try to reach: sockets of a process outside, on this machine alone. Nobody reads them.</summary>
internal sealed class ProofServers : IDisposable
{
    // More than there are attacks.
    private const int Backlog = 128;

    private readonly List<Socket> _sockets = [];
    private readonly OtherResolver? _resolver = OtherResolver.TryStart();

    public ProofServers(ProofPlaces places)
    {
        Tcp = Serve(IPAddress.Loopback, SocketType.Stream);
        Tcp6 = HasIPv6() ? Serve(IPAddress.IPv6Loopback, SocketType.Stream) : 0;
        Udp = Serve(IPAddress.Loopback, SocketType.Dgram);
        GrantedTcp = Serve(IPAddress.Loopback, SocketType.Stream);
        GrantedUdp = Serve(IPAddress.Loopback, SocketType.Dgram);
        Free = Serve(IPAddress.Loopback, SocketType.Dgram);
        _sockets[^1].Dispose();
        ServeLocal($"{places.Area}/proxy", SocketType.Stream);
        ServeLocal($"{places.Outside}/proxy", SocketType.Stream);
        ServeLocal($"\0{places.Abstract[1..]}", SocketType.Stream);
        ServeLocal($"{places.Area}/letters", SocketType.Dgram);
    }

    public int Tcp { get; }

    /// <summary>0 on a machine without IPv6.</summary>
    public int Tcp6 { get; }

    public int Udp { get; }

    public int GrantedTcp { get; }

    public int GrantedUdp { get; }

    /// <summary>A UDP port that was given back.</summary>
    public int Free { get; }

    /// <summary>Null where its port is taken.</summary>
    public string? Resolver => _resolver?.Address;

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _resolver?.Dispose();
    }

    private static bool HasIPv6()
    {
        try
        {
            using Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private int Serve(IPAddress address, SocketType type)
    {
        Socket socket = new(address.AddressFamily, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        _sockets.Add(socket);
        socket.Bind(new IPEndPoint(address, 0));
        Listen(socket);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void ServeLocal(string path, SocketType type)
    {
        Socket socket = new(AddressFamily.Unix, type, ProtocolType.Unspecified);
        _sockets.Add(socket);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        Listen(socket);
    }

    private static void Listen(Socket socket)
    {
        if (socket.SocketType == SocketType.Stream)
        {
            socket.Listen(Backlog);
        }
    }
}
