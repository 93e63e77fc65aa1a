using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Telos.Daemon.Tests.Dns;

/// <summary>A server on a loopback port that says by UDP and TCP what the test wants, and remembers what it was asked.</summary>
internal sealed class ScriptedUpstream : IDisposable
{
    private const int ReceiveBytes = 1 << 22;
    private const int TriesMax = 20;
    private readonly Socket _datagrams;
    private readonly Socket _listener;
    private readonly List<Thread> _threads = [];

    public ScriptedUpstream()
    {
        (_datagrams, _listener) = BindBoth();
        _datagrams.ReceiveBufferSize = ReceiveBytes;
        _listener.Listen();
        Run(ServeDatagrams);
        Run(ServeStreams);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_datagrams.LocalEndPoint!;

    public ConcurrentQueue<(byte[] Query, int Port)> Asked { get; } = [];

    public ConcurrentQueue<byte[]> AskedByStream { get; } = [];

    /// <summary>Every datagram that a query is answered with, in order.</summary>
    public Func<byte[], byte[][]> Datagram { get; set; } = query => [WireBytes.Answer(query, 1, 300)];

    public Func<byte[], byte[]> Stream { get; set; } = query => WireBytes.Answer(query, 2, 300);

    // A port that is free for datagrams may be taken for streams.
    private static (Socket Datagrams, Socket Listener) BindBoth()
    {
        for (int tries = 1; ; tries++)
        {
            Socket datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            datagrams.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            try
            {
                listener.Bind(datagrams.LocalEndPoint!);
                return (datagrams, listener);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse && tries < TriesMax)
            {
                datagrams.Dispose();
                listener.Dispose();
            }
        }
    }

    /// <summary>How often a name was asked by datagram; probes are for the root.</summary>
    public int CountOf(string name) => Asked.Count(asked => WireBytes.TextOf(asked.Query) == name);

    /// <summary>A datagram from the server's own address.</summary>
    public void Send(byte[] message, int port) => _datagrams.SendTo(message, new IPEndPoint(IPAddress.Loopback, port));

    public void Dispose()
    {
        _datagrams.Dispose();
        _listener.Dispose();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void Run(Action<byte[]> serve)
    {
        Thread thread = new(() => ServeUntilClosed(serve)) { IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    private static void ServeUntilClosed(Action<byte[]> serve)
    {
        byte[] buffer = new byte[65535];
        try
        {
            while (true)
            {
                serve(buffer);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Closed by the test.
        }
    }

    private void ServeDatagrams(byte[] buffer)
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int length = _datagrams.ReceiveFrom(buffer, ref from);
        byte[] query = buffer[..length];
        Asked.Enqueue((query, ((IPEndPoint)from).Port));
        foreach (byte[] answer in Datagram(query))
        {
            _datagrams.SendTo(answer, from);
        }
    }

    private void ServeStreams(byte[] buffer)
    {
        using Socket connection = _listener.Accept();
        connection.ReceiveTimeout = 2000;
        while (TryFill(connection, buffer.AsSpan(0, 2)))
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(buffer);
            if (!TryFill(connection, buffer.AsSpan(0, length)))
            {
                return;
            }

            byte[] query = buffer[..length];
            AskedByStream.Enqueue(query);
            byte[] answer = Stream(query);
            connection.Send([(byte)(answer.Length >> 8), (byte)answer.Length, .. answer]);
        }
    }

    private static bool TryFill(Socket connection, Span<byte> wanted)
    {
        while (wanted.Length > 0)
        {
            int count = connection.Receive(wanted, SocketFlags.None, out SocketError error);
            if (count == 0 || error != SocketError.Success)
            {
                return false;
            }

            wanted = wanted[count..];
        }

        return true;
    }
}
