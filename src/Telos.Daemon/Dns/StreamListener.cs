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

    private readonly Socket _listener;
    private readonly int _scope;
    private readonly WorkerInbox[] _inboxes;
    private readonly StreamLimits _limits;
    private readonly Thread _thread;
    private readonly Timer _sweep;
    private readonly object _lock = new();
    private readonly Dictionary<StreamConnection, Task> _open = [];
    private readonly Dictionary<IPAddress, int> _ofClient = [];
    private uint _turn;
    private volatile bool _disposed;

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
        catch (SocketException)
        {
            _listener.Dispose();
            throw;
        }

        _sweep = new Timer(Sweep, null, Timeout.Infinite, Timeout.Infinite);
        _thread = new Thread(Accept) { IsBackground = true, Name = "dns-tcp" };
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
        _thread.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        _listener.Dispose();
        if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _thread.Join();
        }

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
    }

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (SocketException) when (!_disposed)
            {
                // No descriptor is free, or the client is gone already: neither ends the service (accept(2), Error handling).
                WaitForEnd();
                continue;
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            if (!TryAdd(socket))
            {
                socket.Dispose();
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
        catch (Exception error) when (!_disposed)
        {
            // Our defect, not the client's doing: nobody waits for a server that is half dead.
            Environment.FailFast($"serving DNS over TCP failed: {error}", error);
        }

        Remove(connection);
    }

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

            Monitor.PulseAll(_lock);
        }

        connection.Dispose();
    }

    private void WaitForEnd()
    {
        lock (_lock)
        {
            _ = Monitor.Wait(_lock, SweepMs);
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
