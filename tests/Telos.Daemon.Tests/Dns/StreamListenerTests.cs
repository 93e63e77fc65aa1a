using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Telos.Daemon.Dns;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

public class StreamListenerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Query_Pipelined_IsAnsweredInTheOrderOfTheAnswers()
    {
        const int Count = 100;
        using StreamWorker worker = new(_ => null);
        await using StreamListener listener = Listen(new StreamLimits { QueriesInFlightMax = Count }, worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);

        peer.Send([.. Enumerable.Range(0, Count).SelectMany(id => StreamMessages.Frame(StreamMessages.Query((ushort)id)))]);
        (StreamClient Client, byte[] Query)[] queries = [.. Enumerable.Range(0, Count).Select(_ => TakeWithheld(worker))];
        Array.Reverse(queries);
        Array.ForEach(queries, query => query.Client.Reply(StreamMessages.Answer(query.Query)));

        for (int id = Count - 1; id >= 0; id--)
        {
            Assert.Equal(StreamMessages.Answer(StreamMessages.Query((ushort)id)), await peer.ReadAsync());
        }
    }

    [Fact]
    public async Task Query_InSingleOctets_IsWhole()
    {
        using StreamWorker worker = new(query => StreamMessages.Answer(query));
        await using StreamListener listener = Listen(new StreamLimits(), worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);

        foreach (byte octet in StreamMessages.Frame(StreamMessages.Query(0x1234)))
        {
            peer.Send([octet]);
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        Assert.Equal(StreamMessages.Answer(StreamMessages.Query(0x1234)), await peer.ReadAsync());
    }

    [Fact]
    public async Task Query_OfTheGreatestLength_IsWholeAndAnswered()
    {
        using StreamWorker worker = new(query => query);
        await using StreamListener listener = Listen(new StreamLimits(), worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);
        byte[] query = new byte[65535];
        new Random(7).NextBytes(query);

        peer.Send(StreamMessages.Frame(query));

        Assert.Equal(query, await peer.ReadAsync());
    }

    [Fact]
    public async Task Message_ThatTrickles_IsCutAtItsTime()
    {
        using StreamWorker worker = new(query => StreamMessages.Answer(query));
        await using StreamListener listener = Listen(new StreamLimits { MessageSeconds = 0.5 }, worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);
        peer.Ask(1);
        Assert.NotNull(await peer.ReadAsync());

        long begin = Stopwatch.GetTimestamp();
        Task<byte[]?> read = peer.ReadAsync();
        byte[] frame = StreamMessages.Frame(new byte[500]);
        for (int i = 0; i < frame.Length && !read.IsCompleted; i++)
        {
            Assert.True(TrySend(peer, frame[i]) || i > 2);
            await Task.Delay(40, TestContext.Current.CancellationToken);
        }

        Assert.Null(await read);
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.4, 8);
        AssertEmpty(listener);
    }

    [Fact]
    public async Task Connection_Idle_IsClosedButNotWhileAQueryWaits()
    {
        using StreamWorker worker = new(_ => null);
        await using StreamListener listener = Listen(new StreamLimits { IdleSeconds = 0.4 }, worker);
        using StreamPeer idle = StreamPeer.Connect(listener.LocalEndPoint);
        using StreamPeer waiting = StreamPeer.Connect(listener.LocalEndPoint);
        waiting.Ask(5);

        Assert.Null(await idle.ReadAsync());
        await Task.Delay(600, TestContext.Current.CancellationToken);
        (StreamClient client, byte[] query) = TakeWithheld(worker);
        client.Reply(StreamMessages.Answer(query));

        Assert.Equal(StreamMessages.Answer(StreamMessages.Query(5)), await waiting.ReadAsync());
        Assert.Null(await waiting.ReadAsync());
        AssertEmpty(listener);
    }

    [Fact]
    public async Task Connection_WhoseAnswerNeverComes_IsCut()
    {
        using StreamWorker worker = new(_ => null);
        await using StreamListener listener = Listen(new StreamLimits { AnswerSeconds = 0.4 }, worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);
        peer.Ask(5);
        peer.EndSending();

        Assert.Null(await peer.ReadAsync());
        AssertEmpty(listener);
    }

    [Fact]
    public async Task Connection_OneTooMany_IsRefused()
    {
        using StreamWorker worker = new(query => StreamMessages.Answer(query));
        StreamLimits limits = new() { ConnectionsMax = 3, ConnectionsPerClientMax = 2 };
        await using StreamListener listener = Listen(limits, worker);
        IPAddress other = IPAddress.Parse("127.0.0.2");
        using StreamPeer first = await ConnectAnsweredAsync(listener);
        using StreamPeer second = await ConnectAnsweredAsync(listener);
        using StreamPeer thirdOfOne = StreamPeer.Connect(listener.LocalEndPoint);
        Assert.Null(await thirdOfOne.ReadAsync());
        using StreamPeer third = StreamPeer.Connect(listener.LocalEndPoint, other);
        third.Ask(3);
        Assert.NotNull(await third.ReadAsync());
        using StreamPeer fourth = StreamPeer.Connect(listener.LocalEndPoint, other);
        Assert.Null(await fourth.ReadAsync());

        first.Dispose();
        Assert.True(SpinWait.SpinUntil(() => listener.ConnectionCount == 2, s_patience));

        using StreamPeer again = await ConnectAnsweredAsync(listener);
    }

    [Theory]
    [InlineData(64 * 1024 * 1024)]
    [InlineData(100 * 1024)]
    public async Task Client_ThatNeverReads_IsCut(int unwrittenOctetsMax)
    {
        using StreamWorker worker = new(_ => new byte[60_000]);
        StreamLimits limits = new()
        {
            WriteSeconds = unwrittenOctetsMax < 1024 * 1024 ? 60 : 0.5,
            UnwrittenOctetsMax = unwrittenOctetsMax,
            QueriesInFlightMax = 512,
        };
        await using StreamListener listener = Listen(limits, worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint, receiveBuffer: 4096);
        using StreamPeer reading = await ConnectAnsweredAsync(listener);

        for (ushort id = 0; id < 400 && listener.ConnectionCount == 2; id++)
        {
            _ = TrySend(peer, StreamMessages.Frame(StreamMessages.Query(id)));
        }

        Assert.True(SpinWait.SpinUntil(() => listener.ConnectionCount == 1, s_patience));
        reading.Ask(1);
        Assert.NotNull(await reading.ReadAsync());
    }

    [Fact]
    public async Task Queries_TenThousandOnOneConnection_KeepTheMemoryFlat()
    {
        using StreamWorker worker = new(query => StreamMessages.Answer(query));
        await using StreamListener listener = Listen(new StreamLimits(), worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);
        await AskManyAsync(peer, 2_000);

        // Other tests run beside this one: of several rounds the smallest growth is the connection's.
        long growth = long.MaxValue;
        for (int round = 0; round < 8 && growth > 64 * 1024; round++)
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            await AskManyAsync(peer, 10_000);
            growth = Math.Min(growth, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.InRange(growth, long.MinValue, 64 * 1024);
    }

    [Fact]
    public async Task Client_ThatShutDownItsSending_GetsItsAnswers()
    {
        using StreamWorker worker = new(_ => null);
        await using StreamListener listener = Listen(new StreamLimits(), worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);

        peer.Ask(1);
        peer.Ask(2);
        peer.EndSending();
        (StreamClient client, byte[] first) = TakeWithheld(worker);
        (_, byte[] second) = TakeWithheld(worker);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        client.Reply(StreamMessages.Answer(first));
        client.Reply(StreamMessages.Answer(second));

        Assert.Equal(StreamMessages.Answer(StreamMessages.Query(1)), await peer.ReadAsync());
        Assert.Equal(StreamMessages.Answer(StreamMessages.Query(2)), await peer.ReadAsync());
        Assert.Null(await peer.ReadAsync());
        AssertEmpty(listener);
    }

    [Fact]
    public async Task Client_ThatLeaves_LeavesNothingAndItsReplyIsDropped()
    {
        using StreamWorker worker = new(_ => null);
        await using StreamListener listener = Listen(new StreamLimits(), worker);
        for (int i = 0; i < 50; i++)
        {
            using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);
            peer.Ask((ushort)i);
            (StreamClient client, byte[] query) = TakeWithheld(worker);
            peer.Dispose();
            client.Reply(StreamMessages.Answer(query));
            AssertEmpty(listener);
            client.Reply(StreamMessages.Answer(query));
        }
    }

    [Fact]
    public async Task Message_OfNoOctets_EndsTheConnectionAfterItsAnswers()
    {
        using StreamWorker worker = new(query => StreamMessages.Answer(query));
        await using StreamListener listener = Listen(new StreamLimits(), worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);

        peer.Send([.. StreamMessages.Frame(StreamMessages.Query(9)), 0, 0]);

        Assert.Equal(StreamMessages.Answer(StreamMessages.Query(9)), await peer.ReadAsync());
        Assert.Null(await peer.ReadAsync());
    }

    [Fact]
    public async Task Query_ForAnInboxWithoutRoom_GetsServfail()
    {
        using WorkerInbox inbox = new(messagesMax: 2);
        await using StreamListener listener = new(new IPEndPoint(IPAddress.Loopback, 0), 0, [inbox], new StreamLimits());
        listener.Start();
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);

        peer.Ask(1);
        peer.Ask(0x0203);

        // QR, RD and RA, SERVFAIL is 2 (RFC 1035 4.1.1).
        byte[] expected = StreamMessages.Query(0x0203);
        expected[2] = 0x81;
        expected[3] = 0x82;
        Assert.Equal(expected, await peer.ReadAsync());
    }

    [Fact]
    public async Task Query_NotToBeAnswered_FreesItsPlace()
    {
        using StreamWorker worker = new(query => query[1] == 9 ? StreamMessages.Answer(query) : []);
        await using StreamListener listener = Listen(new StreamLimits { QueriesInFlightMax = 2 }, worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);

        for (ushort id = 0; id < 10; id++)
        {
            peer.Ask(id);
        }

        Assert.Equal(StreamMessages.Answer(StreamMessages.Query(9)), await peer.ReadAsync());
    }

    [Fact]
    public async Task Reading_WithAsManyInFlightAsMayBe_Pauses()
    {
        using StreamWorker worker = new(_ => null);
        await using StreamListener listener = Listen(new StreamLimits { QueriesInFlightMax = 4 }, worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);

        for (ushort id = 0; id < 8; id++)
        {
            peer.Ask(id);
        }

        (StreamClient client, byte[] query) = TakeWithheld(worker);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Equal(3, worker.Withheld.Count);
        client.Reply(StreamMessages.Answer(query));
        Assert.True(SpinWait.SpinUntil(() => worker.Withheld.Count == 4, s_patience));
    }

    [Fact]
    public async Task Connection_AfterItsLastQuery_IsClosed()
    {
        using StreamWorker worker = new(query => StreamMessages.Answer(query));
        await using StreamListener listener = Listen(new StreamLimits { QueriesMax = 3 }, worker);
        using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);
        for (ushort id = 0; id < 3; id++)
        {
            peer.Ask(id);
            Assert.NotNull(await peer.ReadAsync());
        }

        Assert.Null(await peer.ReadAsync());
    }

    [Fact]
    public async Task Connections_OfSeveralWorkers_GoToThemInTurn()
    {
        using StreamWorker even = new(query => [.. StreamMessages.Answer(query), 0]);
        using StreamWorker odd = new(query => [.. StreamMessages.Answer(query), 1]);
        await using StreamListener listener = Listen(new StreamLimits(), even, odd);
        for (int i = 0; i < 4; i++)
        {
            using StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);
            for (ushort id = 0; id < 3; id++)
            {
                peer.Ask(id);
                Assert.Equal(i % 2, (await peer.ReadAsync())![^1]);
            }
        }
    }

    [Fact]
    public async Task Dispose_WithOpenConnections_EndsThem()
    {
        using StreamWorker worker = new(query => StreamMessages.Answer(query));
        StreamListener listener = Listen(new StreamLimits(), worker);
        using StreamPeer peer = await ConnectAnsweredAsync(listener);
        IPEndPoint server = listener.LocalEndPoint;

        await listener.DisposeAsync();

        Assert.Null(await peer.ReadAsync());
        _ = Assert.Throws<SocketException>(() => StreamPeer.Connect(server));
    }

    private static StreamListener Listen(StreamLimits limits, params StreamWorker[] workers)
    {
        StreamListener listener = new(
            new IPEndPoint(IPAddress.Loopback, 0), 0, [.. workers.Select(worker => worker.Inbox)], limits);
        listener.Start();
        return listener;
    }

    private static async Task<StreamPeer> ConnectAnsweredAsync(StreamListener listener)
    {
        StreamPeer peer = StreamPeer.Connect(listener.LocalEndPoint);
        peer.Ask(77);
        Assert.NotNull(await peer.ReadAsync());
        return peer;
    }

    private static async Task AskManyAsync(StreamPeer peer, int count)
    {
        const int Ahead = 50;
        for (int sent = 0; sent < count; sent += Ahead)
        {
            IEnumerable<int> ids = Enumerable.Range(sent, Ahead);
            peer.Send([.. ids.SelectMany(id => StreamMessages.Frame(StreamMessages.Query((ushort)id)))]);
            for (int i = 0; i < Ahead; i++)
            {
                Assert.Equal((ushort)(sent + i), StreamMessages.Id(await peer.ReadAsync()));
            }
        }
    }

    private static (StreamClient Client, byte[] Query) TakeWithheld(StreamWorker worker)
    {
        Assert.True(worker.Withheld.TryTake(out (StreamClient, byte[]) withheld, s_patience));
        return withheld;
    }

    private static bool TrySend(StreamPeer peer, params byte[] octets)
    {
        try
        {
            peer.Send(octets);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void AssertEmpty(StreamListener listener) =>
        Assert.True(SpinWait.SpinUntil(() => listener.ConnectionCount == 0, s_patience), $"{listener.ConnectionCount} left");
}
