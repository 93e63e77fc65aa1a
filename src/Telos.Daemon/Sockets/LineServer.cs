using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using Telos.Core.Protocol;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon.Sockets;

/// <summary>
/// A unix socket that speaks JSON-RPC 2.0, one message a line. The peer's credentials are the kernel's, taken before
/// its first byte is read. A line that is too long or no JSON ends the connection with a typed error.
/// </summary>
internal sealed class LineServer : IDisposable
{
    private const int Backlog = 64;
    private static readonly byte[] s_newLine = [(byte)'\n'];

    private readonly Socket _listener;
    private readonly string _path;
    private readonly Func<Peer, RpcRequest, RpcResponse> _serve;
    private readonly Thread _thread;
    private readonly ConnectionCount _connections = new();
    private readonly int _idleMsMax;
    private volatile bool _disposed;

    public LineServer(
        string path, UnixFileMode mode, Func<Peer, RpcRequest, RpcResponse> serve,
        int idleMsMax = ProtocolLimits.IdleMsMax)
    {
        _path = path;
        _idleMsMax = idleMsMax;
        _serve = serve;
        File.Delete(path);
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, mode);
        _listener.Listen(Backlog);
        _thread = new Thread(Accept) { IsBackground = true, Name = Path.GetFileName(path) };
        _thread.Start();
    }

    public void Dispose()
    {
        _disposed = true;
        File.Delete(_path);
        _listener.Dispose();
        _thread.Join();
    }

    private void Accept()
    {
        while (true)
        {
            Socket connection;
            ulong acceptedNs;
            try
            {
                connection = _listener.Accept();
                acceptedNs = Clock.BootNs();
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.TooManyOpenSockets
                or SocketError.NoBufferSpaceAvailable or SocketError.ConnectionAborted)
            {
                // Nothing was taken off the queue; it is tried again when a connection may have ended.
                _connections.WaitForEnd();
                continue;
            }
            catch (SocketException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }

            Peer peer = new(connection, PeerCredentials.Of(connection), acceptedNs, new Outbox());
            if (_connections.TryAdd(peer.Credentials.Uid))
            {
                // Never on this thread: the next peer is known by when it was accepted.
                _ = Task.Run(() => ServeAsync(peer)).ContinueWith(
                    OnFault, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    // Our defect, not the peer's doing: the gates go on without a daemon, and nobody waits for one that is half dead.
    // While the server is taken down a request may meet what is disposed already.
    private void OnFault(Task served)
    {
        if (!_disposed)
        {
            Environment.FailFast($"serving {_path} failed: {served.Exception}", served.Exception);
        }
    }

    private async Task ServeAsync(Peer peer)
    {
        try
        {
            using NetworkStream stream = new(peer.Connection, ownsSocket: true);
            using SemaphoreSlim writing = new(1);
            await SendAsync(stream, writing, JsonSerializer.SerializeToUtf8Bytes(
                new Greeting(ProtocolLimits.Version), ProtocolJson.Default.Greeting)).ConfigureAwait(false);
            try
            {
                await ServeLinesAsync(stream, writing, peer).ConfigureAwait(false);
            }
            finally
            {
                // A client that takes nothing would hold up the last word for ever: it ends with the connection.
                peer.Connection.Dispose();
                await peer.Outbox.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or LinuxException or OperationCanceledException)
        {
            // The peer is gone, idle for too long, or its connection is: nothing to tell it any more.
        }
        finally
        {
            _connections.Remove(peer.Credentials.Uid);
        }
    }

    private async Task ServeLinesAsync(NetworkStream stream, SemaphoreSlim writing, Peer peer)
    {
        PipeReader reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        using CancellationTokenSource idle = new(_idleMsMax);
        while (true)
        {
            ReadResult read = await reader.ReadAsync(idle.Token).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            while (RpcLine.TryTake(ref buffer, out ReadOnlySequence<byte> line))
            {
                // The clock stands still while we work, and starts again for a whole message only, not for each byte.
                idle.CancelAfter(Timeout.Infinite);
                RpcResponse response = Answer(peer, line);
                await SendAsync(stream, writing, JsonSerializer.SerializeToUtf8Bytes(
                    response, ProtocolJson.Default.RpcResponse)).ConfigureAwait(false);
                if (response.Error?.Code == RpcErrorCode.ParseError)
                {
                    return;
                }

                // Whoever is told of what happens has nothing to say in the meantime.
                if (peer.Outbox.IsOpen)
                {
                    peer.Outbox.Start(message => SendAsync(stream, writing, message));
                }
                else
                {
                    idle.CancelAfter(_idleMsMax);
                }
            }

            if (buffer.Length > ProtocolLimits.LineBytesMax)
            {
                await SendAsync(stream, writing, JsonSerializer.SerializeToUtf8Bytes(
                    NotRpc(0), ProtocolJson.Default.RpcResponse)).ConfigureAwait(false);
                return;
            }

            if (read.IsCompleted)
            {
                return;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private RpcResponse Answer(Peer peer, in ReadOnlySequence<byte> line) =>
        RpcLine.TryParse(line, out RpcRequest? request) ? _serve(peer, request) : NotRpc(request?.Id ?? 0);

    private static RpcResponse NotRpc(long id) => Rpc.Fail(id, RpcErrorCode.ParseError, "not a JSON-RPC 2.0 request");

    private static async Task SendAsync(NetworkStream stream, SemaphoreSlim writing, byte[] message)
    {
        byte[] line = [.. message, .. s_newLine];
        await writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(line).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }
}
