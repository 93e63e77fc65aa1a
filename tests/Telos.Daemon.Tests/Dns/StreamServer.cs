using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Telos.Daemon.Tests.Dns;

/// <summary>A server to ask. Its script is told which connection it serves, from 0, and the connection closes after it.</summary>
internal sealed class StreamServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(40));
    private readonly Func<Stream, int, CancellationToken, Task> _script;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private int _connections;

    public StreamServer(Func<Stream, int, CancellationToken, Task> script, X509Certificate2? certificate = null)
    {
        _script = script;
        _certificate = certificate;
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Answers whatever comes.</summary>
    public static async Task Echo(Stream stream, int connection, CancellationToken stop)
    {
        while (await StreamMessages.ReadFrameAsync(stream, stop) is byte[] query)
        {
            await stream.WriteAsync(StreamMessages.Frame(StreamMessages.Answer(query)), stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                serving.Add(ServeAsync(socket, Interlocked.Increment(ref _connections) - 1));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket, int connection)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (_certificate is not null)
            {
                SslStream secured = new(stream);
                stream = secured;
                await secured.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
            }

            await _script(stream, connection, _stop.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client left, or refused us.
        }

        await stream.DisposeAsync();
    }
}
