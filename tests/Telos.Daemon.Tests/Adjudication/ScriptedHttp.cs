using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Telos.Daemon.Tests.Adjudication;

/// <summary>An HTTP server that answers each body with what the test wants, or, with null, not at all.</summary>
internal sealed class ScriptedHttp : IDisposable
{
    /// <summary>A client may keep a connection for requests that do not come.</summary>
    private const int ReceiveMsMax = 10_000;
    private readonly Socket _listener;
    private readonly Func<string, string?> _answer;
    private readonly Thread _thread;
    private readonly ConcurrentBag<Socket> _silent = [];

    public ScriptedHttp(Func<string, string?> answer, string? socketPath = null)
    {
        _answer = answer;
        _listener = socketPath is null
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(socketPath is null ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint(socketPath));
        _listener.Listen();
        _thread = new Thread(Accept) { IsBackground = true };
        _thread.Start();
    }

    public ConcurrentQueue<string> Targets { get; } = [];

    public ConcurrentQueue<string> Bodies { get; } = [];

    public string StatusLine { get; init; } = "HTTP/1.1 200 OK";

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    public void Dispose()
    {
        _listener.Dispose();
        _thread.Join();
        foreach (Socket socket in _silent)
        {
            socket.Dispose();
        }
    }

    private void Accept()
    {
        while (true)
        {
            Socket connection;
            try
            {
                connection = _listener.Accept();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            connection.ReceiveTimeout = ReceiveMsMax;
            try
            {
                Serve(connection);
            }
            catch (SocketException)
            {
                // The client left.
                connection.Dispose();
            }
        }
    }

    private void Serve(Socket connection)
    {
        StringBuilder request = new();
        byte[] buffer = new byte[64 * 1024];
        int bodyAt;

        // A client that leaves before its request is whole has said nothing.
        while ((bodyAt = request.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0
            || request.Length < bodyAt + 4 + LengthOf(request.ToString()))
        {
            int count = connection.Receive(buffer);
            if (count == 0)
            {
                connection.Dispose();
                return;
            }

            request.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        string text = request.ToString();
        Targets.Enqueue(text[..text.IndexOf("\r\n", StringComparison.Ordinal)]);
        string body = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text[(bodyAt + 4)..]));
        Bodies.Enqueue(body);
        if (_answer(body) is not string answer)
        {
            _silent.Add(connection);
            return;
        }

        using (connection)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(answer);
            connection.Send(Encoding.ASCII.GetBytes(
                $"{StatusLine}\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n"));
            connection.Send(bytes);
        }
    }

    private static int LengthOf(string head)
    {
        const string Header = "Content-Length: ";
        int at = head.IndexOf(Header, StringComparison.OrdinalIgnoreCase) + Header.Length;
        return int.Parse(head[at..head.IndexOf("\r\n", at, StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }
}
