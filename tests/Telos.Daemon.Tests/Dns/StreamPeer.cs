using System.Net;
using System.Net.Sockets;

namespace Telos.Daemon.Tests.Dns;

/// <summary>A client of the listener.</summary>
internal sealed class StreamPeer : IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private StreamPeer(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public static StreamPeer Connect(IPEndPoint server, IPAddress? from = null, int receiveBuffer = 0)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer != 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        socket.Bind(new IPEndPoint(from ?? IPAddress.Loopback, 0));
        socket.Connect(server);
        return new StreamPeer(socket);
    }

    public void Send(ReadOnlySpan<byte> octets) => _stream.Write(octets);

    public void Ask(ushort id) => Send(StreamMessages.Frame(StreamMessages.Query(id)));

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Null at the end.</summary>
    public Task<byte[]?> ReadAsync() => StreamMessages.ReadFrameAsync(_stream, _limit.Token);

    public void Dispose()
    {
        _stream.Dispose();
        _limit.Dispose();
    }
}
