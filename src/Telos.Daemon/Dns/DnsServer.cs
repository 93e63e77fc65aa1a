using System.Net;
using Telos.Linux.Sockets;

namespace Telos.Daemon.Dns;

/// <summary>The threads of the dataplane, their listeners, and the streams that they share.</summary>
internal sealed class DnsServer : IDisposable
{
    private readonly DnsWorker[] _workers;
    private readonly UpstreamStream[] _streams;
    private readonly List<StreamListener> _listeners = [];
    private readonly StreamLimits _limits = new();

    public DnsServer(DnsWorkerOptions options, int threads)
    {
        _streams = [.. options.Upstreams.Select(upstream => new UpstreamStream(upstream, _limits))];
        _workers = new DnsWorker[threads];
        for (int i = 0; i < threads; i++)
        {
            _workers[i] = new DnsWorker(options, _streams, $"dns-{i}");
        }
    }

    public IReadOnlyList<DnsCounters> Counters => [.. _workers.Select(worker => worker.Counters)];

    /// <summary>
    /// For whoever reaches the address: UDP in every thread and TCP, before the start. Returns the address with its port.
    /// </summary>
    /// <exception cref="Linux.LinuxException">The address cannot be had.</exception>
    /// <exception cref="DaemonException">It cannot be had by TCP.</exception>
    public IPEndPoint Listen(IPEndPoint local)
    {
        int number = 0;
        foreach (DnsWorker worker in _workers)
        {
            DatagramSocket socket = DatagramSocket.Bind(local, reusePort: true);
            local = socket.LocalEndPoint;
            number = worker.AddClient(socket, agent: null);
        }

        // The UDP socket is had even while this user's other server has the address (SO_REUSEPORT); TCP tells.
        _listeners.Add(new StreamListener(local, number, [.. _workers.Select(worker => worker.Inbox)], _limits));
        return local;
    }

    /// <summary>One thread serves an agent.</summary>
    public DnsWorker WorkerFor(uint agentId) => _workers[agentId % (uint)_workers.Length];

    public void Start()
    {
        foreach (DnsWorker worker in _workers)
        {
            worker.Start();
        }

        foreach (StreamListener listener in _listeners)
        {
            listener.Start();
        }
    }

    public void Dispose()
    {
        foreach (StreamListener listener in _listeners)
        {
            listener.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        // They submit to the workers' inboxes until they are gone.
        foreach (UpstreamStream stream in _streams)
        {
            stream.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        foreach (DnsWorker worker in _workers)
        {
            worker.Dispose();
        }
    }
}
