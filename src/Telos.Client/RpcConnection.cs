using System.Net.Sockets;
using Telos.Core.Protocol;

namespace Telos.Client;

/// <summary>One connection to agent.sock or control.sock.</summary>
public sealed class RpcConnection : RpcCaller, IDisposable
{
    private const string Ended = "the daemon closed the connection: telos status says whether it still runs";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly LineBuffer _lines = new();
    private readonly string _path;

    private RpcConnection(string path) => _path = path;

    /// <exception cref="UnavailableException">Nobody answers there; the cause says what the kernel says.</exception>
    /// <exception cref="ProtocolException">It is another version.</exception>
    public static RpcConnection Connect(string path)
    {
        RpcConnection connection = new(path);
        try
        {
            connection._socket.Connect(new UnixDomainSocketEndPoint(path));
            connection.RequireVersion(connection.ReadLine());
            return connection;
        }
        catch (SocketException error)
        {
            connection.Dispose();
            throw connection.NobodyAnswers(error);
        }
        catch (Exception error) when (error is TelosException or OperationCanceledException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <exception cref="UnavailableException">Nobody answers there; the cause says what the kernel says.</exception>
    /// <exception cref="ProtocolException">It is another version.</exception>
    public static async Task<RpcConnection> ConnectAsync(string path, CancellationToken cancellation = default)
    {
        RpcConnection connection = new(path);
        try
        {
            await connection._socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            connection.RequireVersion(await connection.ReadLineAsync(cancellation).ConfigureAwait(false));
            return connection;
        }
        catch (SocketException error)
        {
            connection.Dispose();
            throw connection.NobodyAnswers(error);
        }
        catch (Exception error) when (error is TelosException or OperationCanceledException)
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>The next that is told unasked, after <see cref="RpcCaller.EventsAsync"/>.</summary>
    internal async Task<RpcNotification> NextAsync(CancellationToken cancellation) =>
        RpcText.Parse<RpcNotification>(await ReadLineAsync(cancellation).ConfigureAwait(false));

    private protected override ReadOnlyMemory<byte> Exchange(byte[] request)
    {
        try
        {
            _socket.Send(request);
        }
        catch (SocketException error)
        {
            throw new UnsentException(Ended, error);
        }

        return ReadLine();
    }

    private protected override async Task<ReadOnlyMemory<byte>> ExchangeAsync(byte[] request, CancellationToken cancellation)
    {
        try
        {
            for (int sent = 0; sent < request.Length;)
            {
                sent += await _socket.SendAsync(request.AsMemory(sent), cancellation).ConfigureAwait(false);
            }
        }
        catch (SocketException error)
        {
            throw new UnsentException(Ended, error);
        }

        return await ReadLineAsync(cancellation).ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte> ReadLine()
    {
        ReadOnlyMemory<byte> line;
        while (!_lines.TryTake(out line))
        {
            try
            {
                Take(_socket.Receive(_lines.Room().Span));
            }
            catch (SocketException error)
            {
                throw new UnavailableException(Ended, error);
            }
        }

        return line;
    }

    private async Task<ReadOnlyMemory<byte>> ReadLineAsync(CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> line;
        while (!_lines.TryTake(out line))
        {
            try
            {
                Take(await _socket.ReceiveAsync(_lines.Room(), cancellation).ConfigureAwait(false));
            }
            catch (SocketException error)
            {
                throw new UnavailableException(Ended, error);
            }
        }

        return line;
    }

    private void Take(int count)
    {
        if (count == 0)
        {
            throw new UnavailableException(Ended);
        }

        _lines.Add(count);
    }

    private void RequireVersion(ReadOnlyMemory<byte> line)
    {
        int version = RpcText.Parse<Greeting>(line).Telos;
        if (version != ProtocolLimits.Version)
        {
            throw new ProtocolException($"the daemon on {_path} speaks protocol {version}, and this client "
                + $"{ProtocolLimits.Version}: use the same version");
        }
    }

    private UnavailableException NobodyAnswers(SocketException cause) => cause.SocketErrorCode == SocketError.AccessDenied
        ? new UnavailableException($"may not connect to {_path}: run it as root", cause)
        : new UnavailableException($"no daemon answers on {_path}: start it with telos start (as root)", cause);
}
