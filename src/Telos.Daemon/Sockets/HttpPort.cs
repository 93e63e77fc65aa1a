using System.Net;
using System.Net.Sockets;
using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>
/// An HTTP port on loopback, for other programs on this machine. A connection carries one request, and ends by the clock
/// whatever it does.
/// </summary>
internal sealed class HttpPort : IDisposable
{
    private const int Backlog = 16;
    private const int RetryMs = 100;
    private const int BufferBytes = HttpLimits.HeadBytesMax + HttpLimits.BodyBytesMax;

    private readonly Socket _listener;
    private readonly AutoResetEvent _oneEnded = new(initialState: false);
    private readonly IHttpSite _site;
    private readonly string _name;
    private readonly Thread _thread;
    private readonly int _requestMsMax;
    private int _connections;
    private volatile bool _disposed;

    /// <param name="port">0: a free one.</param>
    /// <param name="key">Of policy.yaml that says the port, for the error and the threads' names.</param>
    /// <exception cref="DaemonException">The port is taken.</exception>
    public HttpPort(int port, IHttpSite site, string key, int requestMsMax = HttpLimits.RequestMsMax)
    {
        _site = site;
        _name = key.Split('.')[0];
        _requestMsMax = requestMsMax;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException error)
        {
            _listener.Dispose();
            throw new DaemonException($"127.0.0.1:{port} cannot be served: {error.Message} ({key})", error);
        }

        _listener.Listen(Backlog);
        _thread = new Thread(Accept) { IsBackground = true, Name = _name };
        _thread.Start();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public void Dispose()
    {
        _disposed = true;
        _listener.Dispose();
        _thread.Join();
    }

    private void Accept()
    {
        while (!_disposed)
        {
            Socket connection;
            try
            {
                connection = _listener.Accept();
            }
            catch (SocketException) when (!_disposed)
            {
                // The peer gave up, or descriptors have run out: it is tried again when one may be free.
                _oneEnded.WaitOne(RetryMs);
                continue;
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            if (Interlocked.Increment(ref _connections) > HttpLimits.ConnectionsMax)
            {
                Refuse(connection);
                continue;
            }

            new Thread(() => Serve(connection)) { IsBackground = true, Name = _name + " request" }.Start();
        }
    }

    // At once, on the thread that accepts: a small answer fits the socket's buffer.
    private void Refuse(Socket connection)
    {
        using (connection)
        {
            TrySend(connection, HttpAnswer.Fault(503, $"{HttpLimits.ConnectionsMax} requests are being served: try again"));
            Interlocked.Decrement(ref _connections);
        }
    }

    private void Serve(Socket connection)
    {
        using (connection)
        {
            try
            {
                long deadline = Environment.TickCount64 + _requestMsMax;
                connection.SendTimeout = _requestMsMax;
                if (Answer(connection, deadline) is HttpAnswer answer)
                {
                    TrySend(connection, answer);
                    Drain(connection, deadline);
                }
            }
            finally
            {
                Interlocked.Decrement(ref _connections);
                _oneEnded.Set();
            }
        }
    }

    /// <summary>Null: the peer closed before it had asked.</summary>
    private HttpAnswer? Answer(Socket connection, long deadline)
    {
        byte[] buffer = new byte[BufferBytes];
        int length = 0;
        bool judged = false;
        while (true)
        {
            HttpHeadStatus status = HttpRequestHead.TryParse(buffer.AsSpan(0, length), out HttpRequestHead head);
            if (status is not (HttpHeadStatus.Ok or HttpHeadStatus.Incomplete))
            {
                return HttpAnswer.Of(status);
            }

            if (status == HttpHeadStatus.Ok)
            {
                if (!judged && _site.Judge(head) is HttpAnswer refusal)
                {
                    return refusal;
                }

                judged = true;
                if (length >= head.Length + head.ContentLength)
                {
                    return _site.Answer(head, buffer.AsSpan(head.Length, head.ContentLength));
                }
            }

            switch (Receive(connection, buffer.AsSpan(length), deadline))
            {
                case > 0 and int received:
                    length += received;
                    break;
                case 0:
                    return null;
                default:
                    return HttpAnswer.Fault(408, $"a request has {_requestMsMax} ms");
            }
        }
    }

    /// <summary>0: the peer has closed; -1: the time is over.</summary>
    private static int Receive(Socket connection, Span<byte> room, long deadline)
    {
        long left = deadline - Environment.TickCount64;
        if (left <= 0)
        {
            return -1;
        }

        try
        {
            connection.ReceiveTimeout = (int)left;
            return connection.Receive(room);
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock ? -1 : 0;
        }
    }

    private static void TrySend(Socket connection, HttpAnswer answer)
    {
        try
        {
            connection.Send(answer.ToBytes());
            connection.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // Who asked is gone.
        }
    }

    // A socket that is closed with bytes unread resets the connection, and takes the answer along.
    private static void Drain(Socket connection, long deadline)
    {
        Span<byte> rest = stackalloc byte[512];
        for (int total = 0, received = 1; received > 0 && total < BufferBytes; total += received)
        {
            received = Receive(connection, rest, deadline);
        }
    }
}
