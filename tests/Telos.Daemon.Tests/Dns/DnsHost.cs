using System.Net;
using System.Net.Sockets;
using Telos.Core.Dns;
using Telos.Daemon.Dns;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

/// <summary>A server of one thread in this process, and a client of it.</summary>
internal sealed class DnsHost : IDisposable
{
    /// <summary>Longer than any server under test needs; only a failing test waits for so long.</summary>
    private const int PatienceMs = 10_000;
    private const int PortsTriedMax = 8;
    private readonly DnsServer _server;
    private int _id = 1000;

    public DnsHost(DnsWorkerOptions options)
    {
        _server = new DnsServer(options, threads: 1);
        EndPoint = Listen(_server);
        _server.Start();
        Client = NewClient();
    }

    // The port that is free for datagrams may be one from which another test has a connection.
    private static IPEndPoint Listen(DnsServer server)
    {
        for (int left = PortsTriedMax; ; left--)
        {
            try
            {
                return server.Listen(new IPEndPoint(IPAddress.Loopback, 0));
            }
            catch (DaemonException error) when (left > 0 && error.InnerException is SocketException
                { SocketErrorCode: SocketError.AddressAlreadyInUse })
            {
                continue;
            }
        }
    }

    public IPEndPoint EndPoint { get; }

    public Socket Client { get; }

    public DnsCounters Counters => _server.Counters[0];

    public static ResponseCacheOptions Cache { get; } = new() { Entries = 1024, Bytes = 1 << 20 };

    /// <summary>Short patience, so that what takes seconds is seen in tenths.</summary>
    public static UpstreamLimits Hasty { get; } = new()
    {
        DatagramMs = [120, 150, 200], StreamMs = 600, StaleMs = 200, RestMsMin = 200, RestMsMax = 400,
    };

    public static DnsHost Forwarding(params ScriptedUpstream[] upstreams) => new(To(upstreams));

    public static DnsWorkerOptions To(params ScriptedUpstream[] upstreams) => new()
    {
        Upstreams = [.. upstreams.Select(upstream => new UpstreamAddress(upstream.EndPoint, null))],
        Cache = Cache,
    };

    public Socket NewClient()
    {
        Socket client = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = PatienceMs, ReceiveBufferSize = 1 << 22,
        };
        client.Connect(EndPoint);
        return client;
    }

    public byte[] Ask(string name) => Ask(WireBytes.Query(_id++, name, edns: WireBytes.Edns()));

    public byte[] Ask(byte[] query)
    {
        Client.Send(query);
        byte[] reply = Receive();
        Assert.Equal(WireBytes.Id(query), WireBytes.Id(reply));
        return reply;
    }

    public byte[] Receive()
    {
        byte[] buffer = new byte[2048];
        return buffer[..Client.Receive(buffer)];
    }

    public static void Until(Func<bool> holds)
    {
        long end = Environment.TickCount64 + PatienceMs;
        while (!holds())
        {
            Assert.True(Environment.TickCount64 < end, "what was waited for did not come");
            Thread.Sleep(5);
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        _server.Dispose();
    }
}
