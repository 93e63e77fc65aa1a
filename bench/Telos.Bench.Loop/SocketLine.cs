using System.Net.Sockets;
using System.Text;

namespace Telos.Bench.Loop;

/// <summary>A client of the agent socket: what is asked and answered are lines of octets, and nothing is parsed.</summary>
internal sealed class SocketLine : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;

    /// <summary>Connected and greeted.</summary>
    public SocketLine(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        if (Read().IsEmpty)
        {
            throw new InvalidOperationException("the server has no room for one more connection");
        }
    }

    public static byte[] Request(long id, string method, string parameters) => Encoding.UTF8.GetBytes(
        $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""" + "\n");

    public static byte[] Declare(long id, string intent) => Request(id, "declare", $$"""{"intent":"{{intent}}"}""");

    public void Send(ReadOnlySpan<byte> request)
    {
        while (!request.IsEmpty)
        {
            request = request[_socket.Send(request)..];
        }
    }

    /// <summary>As much as there is room for: false when not all of it was taken.</summary>
    public bool TrySend(ReadOnlySpan<byte> request)
    {
        _socket.Blocking = false;
        int sent = _socket.Send(request, SocketFlags.None, out SocketError error);
        return error == SocketError.Success && sent == request.Length;
    }

    /// <summary>The next line, valid until the next call; empty when the server closed the connection.</summary>
    public ReadOnlySpan<byte> Read()
    {
        int end;
        while ((end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            int count = _socket.Receive(_buffer.AsSpan(_end));
            if (count == 0)
            {
                return [];
            }

            _end += count;
        }

        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, end);
        _start += end + 1;
        return line;
    }

    /// <summary>Whether the line is the result of that request, and no error.</summary>
    public static bool IsResult(ReadOnlySpan<byte> line, long id) =>
        line.StartsWith(Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{id}},"result":"""));

    /// <summary>Nothing more will be asked: the server answers what was, and closes.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();
}
