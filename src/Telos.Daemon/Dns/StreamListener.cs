using System.Net;
using System.Net.Sockets;

namespace Telos.Daemon.Dns;

/// <summary>DNS over TCP (RFC 7766) on one endpoint. A connection's queries all go to one worker.</summary>
internal sealed class StreamListener : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly int _scope;
    private readonly WorkerInbox[] _inboxes;
    private readonly StreamLimits _limits;

    public StreamListener(IPEndPoint local, int scope, WorkerInbox[] inboxes, StreamLimits limits)
    {
        _scope = scope;
        _inboxes = inboxes;
        _limits = limits;
        _listener = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(local);
    }

    public IPEndPoint LocalEndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public void Start() => _listener.Listen(_limits.ConnectionsMax + _scope + _inboxes.Length);

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return default;
    }
}
