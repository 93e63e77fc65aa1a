using System.Net;
using System.Net.Sockets;
using Telos.Linux.Sockets;
using Xunit;

namespace Telos.Linux.Tests.Sockets;

public sealed class DatagramBatchTests
{
#if DEBUG
    private const int RoundTrips = 5_000;
#else
    private const int RoundTrips = 100_000;
#endif

    [Fact]
    public void Receive_OfALongDatagram_IsTruncatedAndTheNextIsNot()
    {
        using DatagramSocket server = Loopback.Serve("127.0.0.1");
        using DatagramBatch batch = new(2, 100);
        using Socket client = Loopback.Client("127.0.0.1", server.LocalEndPoint);
        byte[] long101 = [.. Enumerable.Range(0, 101).Select(i => (byte)i)];
        client.Send(long101);
        client.Send(long101.AsSpan(0, 100));
        Assert.Equal(2, Loopback.Take(server, batch));
        Assert.True(batch.WasTruncated(0));
        Assert.Equal(long101.AsSpan(0, 100), batch.Received(0));
        Assert.False(batch.WasTruncated(1));
        Assert.Equal(100, batch.Received(1).Length);

        client.Send("short"u8);
        Assert.Equal(1, Loopback.Take(server, batch));
        Assert.False(batch.WasTruncated(0));
        Assert.Equal("short"u8, batch.Received(0));
    }

    // IPv4 names and control messages are the shorter ones: a length left from them would cut the IPv6 ones.
    [Fact]
    public void Receive_OfBothFamiliesInTurn_KeepsWholePaths()
    {
        using DatagramSocket v4 = Loopback.Serve("0.0.0.0");
        using DatagramSocket v6 = Loopback.Serve("::");
        using DatagramBatch batch = new(1, 64);
        using Socket old = Loopback.Client("127.0.0.1", new IPEndPoint(IPAddress.Loopback, v4.LocalEndPoint.Port));
        using Socket young = Loopback.Client("::1", new IPEndPoint(IPAddress.IPv6Loopback, v6.LocalEndPoint.Port));
        for (int turn = 0; turn < 3; turn++)
        {
            old.Send("4"u8);
            Assert.Equal(1, Loopback.Take(v4, batch));
            Assert.Equal(IPAddress.Loopback.MapToIPv6(), Loopback.Peer(batch.Path(0)));
            Assert.Equal(IPAddress.Loopback.MapToIPv6(), Loopback.Local(batch.Path(0)));
            Answer(v4, batch, old);

            young.Send("6"u8);
            Assert.Equal(1, Loopback.Take(v6, batch));
            Assert.True(batch.Path(0).IsIPv6);
            Assert.Equal(IPAddress.IPv6Loopback, Loopback.Peer(batch.Path(0)));
            Assert.Equal(IPAddress.IPv6Loopback, Loopback.Local(batch.Path(0)));
            Answer(v6, batch, young);
        }
    }

    [Fact]
    public void Receive_ForgetsTheRepliesOfItsSlots()
    {
        using DatagramSocket server = Loopback.Serve("127.0.0.1");
        using DatagramBatch batch = new(2, 64);
        using Socket first = Loopback.Client("127.0.0.1", server.LocalEndPoint);
        using Socket second = Loopback.Client("127.0.0.1", server.LocalEndPoint);
        first.Send("1"u8);
        Assert.Equal(1, Loopback.Take(server, batch));
        Answer(server, batch, first);

        second.Send("2"u8);
        Assert.Equal(1, Loopback.Take(server, batch));
        Assert.Equal(Errno.EDESTADDRREQ, server.Send(batch, 0, 1, out int sent));
        Assert.Equal(0, sent);
        Assert.True(Loopback.HearsNothing(first));
    }

    [Fact]
    public void Received_PastWhatArrived_IsRefused()
    {
        using DatagramSocket server = Loopback.Serve("127.0.0.1");
        using DatagramBatch batch = new(2, 64);
        using Socket client = Loopback.Client("127.0.0.1", server.LocalEndPoint);
        client.Send("1"u8);
        Assert.Equal(1, Loopback.Take(server, batch));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Received(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Path(1).PeerPort);
        Assert.Equal(Errno.EAGAIN, server.Receive(batch, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Received(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.WasTruncated(0));
    }

    [Fact]
    public void SetReply_OutsideTheSlot_IsRefused()
    {
        using DatagramBatch batch = new(2, 64);
        batch.SetPayload(1, 64);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.SetPayload(1, 65));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.SetPayload(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.SetPayload(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.SetPayload(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Buffer(2).Length);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 3)]
    [InlineData(2, 1)]
    [InlineData(0, -1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Send_OfSlotsThatAreNot_IsRefused(int first, int count)
    {
        using DatagramSocket server = Loopback.Serve("127.0.0.1");
        using DatagramBatch batch = new(2, 64);
        Assert.Throws<ArgumentOutOfRangeException>(() => server.Send(batch, first, count, out _));
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(1025, 64)]
    [InlineData(1, 0)]
    [InlineData(1, 65537)]
    public void New_OfASizeThatIsNot_IsRefused(int slots, int slotBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DatagramBatch(slots, slotBytes));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void RoundTrips_AllocateNothing(string host)
    {
        const int BatchSize = 8;
        using DatagramSocket server = Loopback.Serve(host);
        using DatagramSocket client = Loopback.Connected(server.LocalEndPoint);
        using DatagramBatch questions = new(BatchSize, 512);
        using DatagramBatch answers = new(BatchSize, 512);
        using ReadinessSet readiness = new();
        readiness.Add(server, 1);
        readiness.Add(client, 2);
        Assert.Equal(BatchSize, RoundTrip(client, server, questions, answers, readiness, BatchSize));

        long before = GC.GetAllocatedBytesForCurrentThread();
        int done = 0;
        for (int i = 0; i < RoundTrips / BatchSize; i++)
        {
            done += RoundTrip(client, server, questions, answers, readiness, BatchSize);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(RoundTrips, done);
    }

    [Fact]
    public void Dispose_ReleasesDescriptorAndMemory()
    {
        const long BatchBytes = 64L << 20;
        int descriptors = Directory.GetFiles("/proc/self/fd").Length;
        long mapped = MappedBytes();
        for (int i = 0; i < 1000; i++)
        {
            using DatagramSocket server = Loopback.Serve("127.0.0.1");
            using DatagramSocket client = Loopback.Connected(server.LocalEndPoint);
            using ReadinessSet readiness = new();
            using DatagramBatch batch = new(1024, 1 << 16);
            Assert.Throws<LinuxException>(() => DatagramSocket.Bind(server.LocalEndPoint, false));
            DatagramSocket.TryConnect(server.LocalEndPoint, (ushort)client.LocalEndPoint.Port, out _);
        }

        // Other tests run meanwhile, hence not 0; a leak would be 1000 of them.
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, descriptors + 500);
        Assert.InRange(MappedBytes(), 0, mapped + (100 * BatchBytes));
    }

    [Fact]
    public void Disposed_BatchAndSocket_AreRefused()
    {
        DatagramSocket server = Loopback.Serve("127.0.0.1");
        DatagramBatch batch = new(2, 64);
        batch.Dispose();
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Buffer(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.SetPayload(0, 1));
        Assert.Throws<ObjectDisposedException>(() => server.Receive(batch, out _));
        Assert.Throws<ObjectDisposedException>(() => server.Send(batch, 0, 1, out _));
        server.Dispose();
        using DatagramBatch open = new(2, 64);
        Assert.Throws<ObjectDisposedException>(() => server.Receive(open, out _));
    }

    private static int RoundTrip(
        DatagramSocket client, DatagramSocket server, DatagramBatch questions, DatagramBatch answers,
        ReadinessSet readiness, int count)
    {
        Span<uint> tokens = stackalloc uint[2];
        for (int i = 0; i < count; i++)
        {
            answers.SetPayload(i, 40);
        }

        client.Send(answers, 0, count, out int asked);
        for (int served = 0; served < asked && readiness.Wait(tokens, Loopback.WaitMs) > 0;)
        {
            server.Receive(questions, out int received);
            for (int i = 0; i < received; i++)
            {
                questions.SetReply(i, questions.Received(i).Length, questions.Path(i));
            }

            server.Send(questions, 0, received, out int sent);
            served += sent;
        }

        int heard = 0;
        while (heard < asked && readiness.Wait(tokens, Loopback.WaitMs) > 0)
        {
            client.Receive(answers, out int received);
            heard += received;
        }

        return heard;
    }

    private static void Answer(DatagramSocket server, DatagramBatch batch, Socket client)
    {
        byte[] received = batch.Received(0).ToArray();
        batch.SetReply(0, received.Length, batch.Path(0));
        Assert.Equal(Errno.None, server.Send(batch, 0, 1, out _));
        Assert.Equal(received, Loopback.Take(client));
    }

    private static long MappedBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[0]) * Environment.SystemPageSize;
}
