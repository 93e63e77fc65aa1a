using System.Net;
using System.Net.Sockets;

namespace Telos.Daemon.Dns;

/// <summary>
/// DNS over TCP (RFC 7766) on one endpoint. A connection's queries all go to one worker, the next connection's to the
/// next. Disposed before the inboxes.
/// </summary>
internal sealed class StreamListener : IAsyncDisposable
{
    private const int Backlog = 128;
    private const int SweepMs = 100;

    /// <summary>Until accepting is tried again where no descriptor is free and no connection ends.</summary>
    private const int RetryMs = 100;

    private readonly Socket _listener;
    private readonly int _scope;
    private readonly WorkerInbox[] _inboxes;
    private readonly StreamLimits _limits;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _freed = new(0);
    private readonly Timer _sweep;
    private readonly Lock _lock = new();
    private readonly Dictionary<StreamConnection, Task> _open = [];
    private readonly Dictionary<IPAddress, int> _ofClient = [];
    private Task _accepting = Task.CompletedTask;
    private uint _turn;

    /// <exception cref="DaemonException">The address cannot be had.</exception>
    public StreamListener(IPEndPoint local, int scope, WorkerInbox[] inboxes, StreamLimits limits)
    {
        _scope = scope;
        _inboxes = inboxes;
        _limits = limits;
        _listener = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(local);
        }
        catch (SocketException error)
        {
            _listener.Dispose();
            throw new DaemonException($"{local}, TCP: {error.Message}", error);
        }

        _sweep = new Timer(Sweep, null, Timeout.Infinite, Timeout.Infinite);
    }

    public IPEndPoint LocalEndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public int ConnectionCount
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    public void Start()
    {
        _listener.Listen(Backlog);
        _accepting = Task.Run(AcceptAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener.Dispose();
        Task[] serving;
        lock (_lock)
        {
            serving = [.. _open.Values];
            foreach (StreamConnection connection in _open.Keys)
            {
                connection.Cut();
            }
        }

        await Task.WhenAll(serving).ConfigureAwait(false);
        await _sweep.DisposeAsync().ConfigureAwait(false);
        _freed.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                if (!TryAdd(socket))
                {
                    socket.Dispose();
                }
            }
            catch (SocketException)
            {
                // No descriptor is free, or the client is gone already: neither ends the service (accept(2), Error handling).
                _ = await _freed.WaitAsync(RetryMs).ConfigureAwait(false);
            }
            catch (Exception error) when (!_stop.IsCancellationRequested)
            {
                Fail(error);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private bool TryAdd(Socket socket)
    {
        IPAddress client;
        try
        {
            client = ((IPEndPoint)socket.RemoteEndPoint!).Address;
            socket.NoDelay = true;
        }
        catch (SocketException)
        {
            // Gone before it was looked at.
            return false;
        }

        lock (_lock)
        {
            int own = _ofClient.GetValueOrDefault(client);
            if (_open.Count >= _limits.ConnectionsMax || own >= _limits.ConnectionsPerClientMax)
            {
                return false;
            }

            WorkerInbox inbox = _inboxes[_turn++ % _inboxes.Length];
            StreamConnection connection = new(socket, client, _scope, inbox, _limits);
            _ofClient[client] = own + 1;
            _open.Add(connection, Task.Run(() => ServeAsync(connection)));
            if (_open.Count == 1)
            {
                _ = _sweep.Change(SweepMs, SweepMs);
            }

            return true;
        }
    }

    private async Task ServeAsync(StreamConnection connection)
    {
        try
        {
            await connection.ServeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            Fail(error);
        }

        Remove(connection);
    }

    // Our defect, not the client's doing: nobody waits for a server that is half dead.
    private static void Fail(Exception error) => Environment.FailFast($"serving DNS over TCP failed: {error}", error);

    private void Remove(StreamConnection connection)
    {
        lock (_lock)
        {
            _ = _open.Remove(connection);
            if (--_ofClient[connection.Client] == 0)
            {
                _ = _ofClient.Remove(connection.Client);
            }

            if (_open.Count == 0)
            {
                _ = _sweep.Change(Timeout.Infinite, Timeout.Infinite);
            }
        }

        connection.Dispose();
        if (_freed.CurrentCount == 0)
        {
            _ = _freed.Release();
        }
    }

    private void Sweep(object? _)
    {
        lock (_lock)
        {
            foreach (StreamConnection connection in _open.Keys)
            {
                if (connection.IsOver)
                {
                    connection.Cut();
                }
            }
        }
    }
}
