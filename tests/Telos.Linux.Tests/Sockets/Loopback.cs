using System.Net;
using System.Net.Sockets;
using Telos.Linux.Sockets;
using Xunit;

namespace Telos.Linux.Tests.Sockets;

/// <summary>The other end of a datagram socket under test: .NET's own sockets.</summary>
internal static class Loopback
{
    public const int WaitMs = 5000;

    public static Socket Client(string from, EndPoint to)
    {
        Socket client = Bound(from);
        client.Connect(to);
        return client;
    }

    public static Socket Bound(string from)
    {
        IPAddress address = IPAddress.Parse(from);
        Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = WaitMs };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    public static DatagramSocket Serve(string address) => DatagramSocket.Bind(new IPEndPoint(IPAddress.Parse(address), 0), false);

    public static DatagramSocket Connected(EndPoint? remote)
    {
        Assert.Equal(Errno.None, DatagramSocket.TryConnect((IPEndPoint)remote!, 0, out DatagramSocket? socket));
        return socket!;
    }

    /// <summary>Waits for the socket, then takes what there is.</summary>
    public static int Take(DatagramSocket socket, DatagramBatch batch)
    {
        using ReadinessSet readiness = new();
        readiness.Add(socket, 1);
        Assert.Equal(1, readiness.Wait(new uint[1], WaitMs));
        Assert.Equal(Errno.None, socket.Receive(batch, out int count));
        return count;
    }

    public static byte[] Take(Socket client)
    {
        byte[] buffer = new byte[1 << 16];
        return buffer[..client.Receive(buffer)];
    }

    public static bool HearsNothing(Socket client) => !client.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead);

    public static IPAddress Peer(in DatagramPath path)
    {
        Span<byte> sixteen = stackalloc byte[16];
        path.CopyPeerAddress(sixteen);
        return new IPAddress(sixteen);
    }

    public static IPAddress Local(in DatagramPath path)
    {
        Span<byte> sixteen = stackalloc byte[16];
        path.CopyLocalAddress(sixteen);
        return new IPAddress(sixteen);
    }
}
