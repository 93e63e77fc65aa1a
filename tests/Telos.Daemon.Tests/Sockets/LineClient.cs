using System.Net.Sockets;
using System.Text;

namespace Telos.Daemon.Tests.Sockets;

/// <summary>The other end of a LineServer, byte for byte.</summary>
internal sealed class LineClient : IDisposable
{
    private const int TimeoutMs = 10_000;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly StreamReader _reader;

    public LineClient(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        _socket.ReceiveTimeout = TimeoutMs;
        _reader = new StreamReader(new NetworkStream(_socket));
    }

    /// <summary>Connected, and past the greeting.</summary>
    public static LineClient Greeted(string path)
    {
        LineClient client = new(path);
        client.Read();
        return client;
    }

    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public void Send(byte[] bytes) => _socket.Send(bytes);

    /// <summary>The next line, or null when the server closed the connection.</summary>
    public string? Read()
    {
        try
        {
            return _reader.ReadLine();
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
    }

    public string? Ask(string line)
    {
        Send(line + "\n");
        return Read();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _socket.Dispose();
    }
}
