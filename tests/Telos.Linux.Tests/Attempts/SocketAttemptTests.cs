using System.Net;
using System.Net.Sockets;
using Telos.Linux.Attempts;
using Xunit;

namespace Telos.Linux.Tests.Attempts;

public sealed class SocketAttemptTests
{
    [Theory]
    [InlineData(DatagramCall.SendTo)]
    [InlineData(DatagramCall.SendMsg)]
    [InlineData(DatagramCall.SendMmsg)]
    [InlineData(DatagramCall.Connected)]
    [InlineData(DatagramCall.Unspecified)]
    public void Send_ByEachCall_Arrives(DatagramCall call)
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 3000 };
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal(Errno.None, SocketAttempt.Send((IPEndPoint)server.LocalEndPoint!, call));
        byte[] letter = new byte[4];
        Assert.Equal(1, server.Receive(letter));
        Assert.Equal((byte)'x', letter[0]);
    }

    [Fact]
    public void Connect_ByBothFamilies_ReachesTheServer()
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)server.LocalEndPoint!).Port;
        Assert.Equal(Errno.ECONNREFUSED, SocketAttempt.Connect(new IPEndPoint(IPAddress.Loopback, port)));
        server.Listen();
        Assert.Equal(Errno.None, SocketAttempt.Connect(new IPEndPoint(IPAddress.Loopback, port)));
        IPEndPoint mapped = new(IPAddress.Loopback.MapToIPv6(), port);
        Assert.Equal(Errno.None, SocketAttempt.Connect(mapped, AddressFamily.InterNetworkV6));
    }

    [Fact]
    public void ConnectLocal_TakesPathsAndAbstractNames()
    {
        string name = $"@telos-attempts-{Environment.ProcessId}";
        using Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.Equal(Errno.ECONNREFUSED, SocketAttempt.ConnectLocal(name, SocketType.Stream));
        server.Bind(new UnixDomainSocketEndPoint($"\0{name[1..]}"));
        server.Listen();
        Assert.Equal(Errno.None, SocketAttempt.ConnectLocal(name, SocketType.Stream));
        Assert.Equal(Errno.ENOENT, SocketAttempt.ConnectLocal("/none/of/that", SocketType.Stream));
    }

    [Fact]
    public async Task Take_WritesToWhatAVisitorHandsOver()
    {
        string path = Path.Combine(Path.GetTempPath(), $"telos-attempts-{Environment.ProcessId}.socket");
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 3000 };
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server.Listen();
        int port = ((IPEndPoint)server.LocalEndPoint!).Port;
        Task<Errno> visit = Task.Run(() => PassedSocket.HandOver(path, port), TestContext.Current.CancellationToken);
        Assert.Equal(Errno.None, PassedSocket.Take(path));
        Assert.Equal(Errno.None, await visit);
        using Socket connection = server.Accept();
        Assert.Equal(1, connection.Receive(new byte[4]));
        File.Delete(path);
    }
}
