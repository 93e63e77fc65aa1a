using System.Net.Sockets;
using Telos.Core.Abi;
using Telos.Core.Protocol;
using Telos.Linux;
using Telos.Linux.Processes;
using Telos.Linux.Sockets;

namespace Telos.Daemon.Sockets;

/// <summary>
/// A unix socket that speaks JSON-RPC 2.0, one message a line. The peer's credentials are the kernel's, taken before
/// its first byte is read. A line that is too long or no JSON ends the connection with a typed error.
/// </summary>
internal sealed class LineServer : IDisposable
{
    private const int Backlog = 512;

    private readonly Socket _listener;
    private readonly string _path;
    private readonly Func<Peer, RpcRequest, RpcResponse> _serve;
    private readonly Func<Peer, uint?> _agentOf;
    private readonly IModelServer? _models;
    private readonly Thread _thread;
    private readonly LineLimits _limits;
    private readonly ConnectionCount _connections;
    private volatile bool _disposed;

    /// <param name="agentOf">Which agent has a connection; null: none.</param>
    /// <param name="models">Null: MCP is not spoken there.</param>
    public LineServer(
        string path, UnixFileMode mode, Func<Peer, RpcRequest, RpcResponse> serve, Func<Peer, uint?> agentOf, LineLimits limits,
        IModelServer? models = null)
    {
        _path = path;
        _limits = limits;
        _serve = serve;
        _agentOf = agentOf;
        _models = models;
        _connections = new ConnectionCount(limits.ConnectionsMax);
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

            if (!_connections.TryAdd())
            {
                connection.Dispose();
                continue;
            }

            // Never on this thread: the next peer is known by when it was accepted.
            _ = Task.Run(() => ServeAsync(connection, acceptedNs)).ContinueWith(
                OnFault, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
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

    private async Task ServeAsync(Socket accepted, ulong acceptedNs)
    {
        try
        {
            using Socket connection = HighSocket.Move(accepted, (int)KernelAbi.TELOS_IDENTIFIED_DESCRIPTORS_MAX);
            Peer peer = new(connection, PeerCredentials.Of(connection), acceptedNs, new Outbox());
            await ServeAsync(peer, _agentOf(peer)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or LinuxException or OperationCanceledException)
        {
            // The peer is gone, silent for too long, or its connection is: nothing to tell it any more.
        }
        finally
        {
            _connections.Remove();
        }
    }

    private async Task ServeAsync(Peer peer, uint? agent)
    {
        if (!_connections.TryAssign(peer.Credentials.Uid, agent))
        {
            return;
        }

        try
        {
            using NetworkStream stream = new(peer.Connection);
            using LineWriter writer = new(stream);
            using MessageClock clock = new(_limits, mayBeSilent: agent is not null);
            await writer.WriteAsync(
                new Greeting(ProtocolLimits.Version), ProtocolJson.Default.Greeting, clock.Token).ConfigureAwait(false);
            await using LineConnection lines = new(peer, writer, clock, _serve, _models);
            try
            {
                await lines.ServeAsync(stream).ConfigureAwait(false);
            }
            finally
            {
                // A client that takes nothing would hold up the last word for ever: it ends with the connection.
                peer.Connection.Dispose();
                await peer.Outbox.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _connections.Unassign(peer.Credentials.Uid, agent);
        }
    }
}
