using System.Net;
using Telos.Linux.Sockets;

namespace Telos.Daemon.Dns;

/// <summary>
/// Where one agent is answered: one port on both loopback addresses, by UDP and TCP. No other agent is let there, and the
/// port says who asks.
/// </summary>
internal sealed class AgentListener
{
    private readonly DnsWorker _worker;
    private readonly List<int> _clients = [];
    private readonly List<StreamListener> _streams = [];

    private AgentListener(DnsWorker worker, AgentScope scope)
    {
        _worker = worker;
        Scope = scope;
    }

    public AgentScope Scope { get; }

    public ushort Port { get; private set; }

    /// <param name="port">That the agent's policy in the kernel names already; 0: any.</param>
    /// <exception cref="Linux.LinuxException">The port is taken by UDP.</exception>
    /// <exception cref="DaemonException">The port is taken by TCP, or the thread serves too many sockets.</exception>
    public static AgentListener Open(DnsWorker worker, AgentScope scope, ushort port, StreamLimits limits)
    {
        AgentListener listener = new(worker, scope);
        bool isOpen = false;
        try
        {
            listener.Port = listener.Add(new IPEndPoint(IPAddress.Loopback, port), limits);
            if (System.Net.Sockets.Socket.OSSupportsIPv6)
            {
                listener.Add(new IPEndPoint(IPAddress.IPv6Loopback, listener.Port), limits);
            }

            isOpen = true;
            return listener;
        }
        finally
        {
            if (!isOpen)
            {
                listener.CloseAsync().GetAwaiter().GetResult();
            }
        }
    }

    /// <summary>
    /// Nothing is opened for the agent any more when this returns. Its sockets go with the task, for which nobody waits who
    /// holds what others need: ending a stream takes a thread of the pool, and all of them may be waiting for that.
    /// </summary>
    public async Task CloseAsync()
    {
        Scope.Close();
        foreach (StreamListener stream in _streams)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        foreach (int client in _clients)
        {
            _worker.RemoveClient(client);
        }
    }

    private ushort Add(IPEndPoint local, StreamLimits limits)
    {
        DatagramSocket socket = DatagramSocket.Bind(local, reusePort: false);
        local = socket.LocalEndPoint;
        int client = _worker.AddClient(socket, Scope);
        _clients.Add(client);
        StreamListener stream = new(local, client, [_worker.Inbox], limits);
        _streams.Add(stream);
        stream.Start();
        return (ushort)local.Port;
    }
}
