using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Telos.Daemon.Dns;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

public class UpstreamStreamTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Ask_OverTcp_IsAnsweredUnderItsOwnId()
    {
        using StreamWorker worker = Worker();
        await using StreamServer server = new(StreamServer.Echo);
        await using UpstreamStream upstream = Upstream(server);

        Assert.True(upstream.TryAsk(worker.Inbox, 11, 22, StreamMessages.Query(0xabcd)));

        (int exchange, uint generation, byte[]? response) = Take(worker);
        Assert.Equal((11, 22u), (exchange, generation));
        Assert.Equal(StreamMessages.Answer(StreamMessages.Query(0xabcd)), response);
    }

    [Fact]
    public async Task Ask_ManyOfOneId_AreToldApartInAnyOrder()
    {
        const int Count = 200;
        using StreamWorker worker = Worker();
        HashSet<ushort> ids = [];
        await using StreamServer server = new(async (stream, connection, stop) =>
        {
            List<byte[]> queries = [];
            for (int i = 0; i < Count; i++)
            {
                byte[] query = (await StreamMessages.ReadFrameAsync(stream, stop))!;
                queries.Add(query);
                _ = ids.Add(StreamMessages.Id(query));
            }

            queries.Reverse();
            foreach (byte[] query in queries)
            {
                await stream.WriteAsync(StreamMessages.Frame(StreamMessages.Answer(query)), stop);
            }

            _ = await StreamMessages.ReadFrameAsync(stream, stop);
        });
        await using UpstreamStream upstream = Upstream(server);

        // The type of the question tells them apart, from 256 on.
        for (int i = 0; i < Count; i++)
        {
            Assert.True(upstream.TryAsk(worker.Inbox, i, 1, OfType(i)));
        }

        HashSet<int> answered = [];
        for (int i = 0; i < Count; i++)
        {
            (int exchange, _, byte[]? response) = Take(worker);
            Assert.Equal(StreamMessages.Answer(OfType(exchange)), response);
            Assert.True(answered.Add(exchange));
        }

        Assert.Equal(Count, ids.Count);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Answer_UnderAnUnknownId_IsIgnored()
    {
        using StreamWorker worker = Worker();
        await using StreamServer server = new(async (stream, connection, stop) =>
        {
            byte[] answer = StreamMessages.Answer((await StreamMessages.ReadFrameAsync(stream, stop))!);
            byte[] stray = [.. answer];
            stray[0] ^= 0xff;
            await stream.WriteAsync((byte[])[0, 1, 7, .. StreamMessages.Frame(stray), .. StreamMessages.Frame(answer)], stop);
            _ = await StreamMessages.ReadFrameAsync(stream, stop);
        });
        await using UpstreamStream upstream = Upstream(server);

        Assert.True(upstream.TryAsk(worker.Inbox, 1, 1, StreamMessages.Query(3)));

        Assert.Equal(StreamMessages.Answer(StreamMessages.Query(3)), Take(worker).Response);
        Assert.False(worker.Outcomes.TryTake(out _, TimeSpan.FromMilliseconds(200)));
    }

    [Theory]
    [InlineData(13, 'T' ^ 't', true)]
    [InlineData(13, 1, false)]
    [InlineData(25, 1, false)]
    [InlineData(27, 2, false)]
    [InlineData(5, 1, false)]
    [InlineData(2, 0x80, false)]
    public async Task Answer_OfAnotherQuestion_IsAFailure(int offset, int bits, bool isAnswer)
    {
        using StreamWorker worker = Worker();
        await using StreamServer server = new(async (stream, connection, stop) =>
        {
            while (await StreamMessages.ReadFrameAsync(stream, stop) is byte[] query)
            {
                byte[] answer = StreamMessages.Answer(query);
                answer[offset] ^= (byte)bits;
                await stream.WriteAsync(StreamMessages.Frame(answer), stop);
            }
        });
        await using UpstreamStream upstream = Upstream(server);

        Assert.True(upstream.TryAsk(worker.Inbox, 1, 1, StreamMessages.Query(3)));

        Assert.Equal(isAnswer, Take(worker).Response is not null);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Ask_LeftUnansweredByAServerThatCloses_IsAskedOnceMore(int closesFirst, bool isAnswered)
    {
        using StreamWorker worker = Worker();
        await using StreamServer server = new(async (stream, connection, stop) =>
        {
            if (connection < closesFirst)
            {
                _ = await StreamMessages.ReadFrameAsync(stream, stop);
            }
            else
            {
                _ = await EchoOneAsync(stream, stop);
            }
        });
        await using UpstreamStream upstream = Upstream(server);

        Assert.True(upstream.TryAsk(worker.Inbox, 1, 1, StreamMessages.Query(3)));

        Assert.Equal(isAnswered, Take(worker).Response is not null);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Ask_AfterTheServerClosed_OpensAnotherConnection()
    {
        using StreamWorker worker = Worker();
        await using StreamServer server = new(async (stream, connection, stop) => _ = await EchoOneAsync(stream, stop));
        await using UpstreamStream upstream = Upstream(server);

        for (int i = 0; i < 10; i++)
        {
            Assert.True(upstream.TryAsk(worker.Inbox, i, 1, StreamMessages.Query(3)));
            Assert.NotNull(Take(worker).Response);
        }

        Assert.Equal(10, server.Connections);
    }

    [Fact]
    public async Task Ask_AnsweredByHalf_IsAFailure()
    {
        using StreamWorker worker = Worker();
        await using StreamServer server = new(async (stream, connection, stop) =>
        {
            byte[] answer = StreamMessages.Frame(StreamMessages.Answer((await StreamMessages.ReadFrameAsync(stream, stop))!));
            await stream.WriteAsync(answer.AsMemory(0, answer.Length / 2), stop);
        });
        await using UpstreamStream upstream = Upstream(server);

        Assert.True(upstream.TryAsk(worker.Inbox, 1, 1, StreamMessages.Query(3)));

        Assert.Null(Take(worker).Response);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Ask_NeverAnswered_FailsInTimeAndTheNextHasANewConnection()
    {
        using StreamWorker worker = Worker();
        await using StreamServer server = new(async (stream, connection, stop) =>
        {
            if (connection == 0)
            {
                while (await StreamMessages.ReadFrameAsync(stream, stop) is not null)
                {
                }
            }
            else
            {
                await StreamServer.Echo(stream, connection, stop);
            }
        });
        await using UpstreamStream upstream = Upstream(server, new StreamLimits { UpstreamSeconds = 0.5 });

        long begin = Stopwatch.GetTimestamp();
        Assert.True(upstream.TryAsk(worker.Inbox, 1, 1, StreamMessages.Query(3)));
        Assert.Null(Take(worker).Response);
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.4, 8);

        Assert.True(SpinWait.SpinUntil(() => IsAnswered(upstream, worker), s_patience));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Ask_ConnectionThatNobodyAccepts_FailsInTime()
    {
        // A backlog of none is full with one connection; further ones get no answer to their SYN.
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        using Socket first = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        using StreamWorker worker = Worker();
        UpstreamAddress address = new((IPEndPoint)listener.LocalEndPoint!, null);
        await using UpstreamStream upstream = new(address, new StreamLimits { UpstreamSeconds = 0.5 });

        long begin = Stopwatch.GetTimestamp();
        Assert.True(upstream.TryAsk(worker.Inbox, 1, 1, StreamMessages.Query(3)));

        Assert.Null(Take(worker).Response);
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.4, 8);
    }

    [Fact]
    public async Task Ask_RefusedConnection_FailsAtOnce()
    {
        using TcpListener gone = new(IPAddress.Loopback, 0);
        gone.Start();
        IPEndPoint endPoint = (IPEndPoint)gone.LocalEndpoint;
        gone.Stop();
        using StreamWorker worker = Worker();
        await using UpstreamStream upstream = new(new UpstreamAddress(endPoint, null), new StreamLimits { UpstreamSeconds = 60 });

        Assert.True(upstream.TryAsk(worker.Inbox, 5, 6, StreamMessages.Query(3)));

        Assert.Equal((5, 6u, null), Take(worker));
    }

    [Fact]
    public async Task Connection_Idle_IsClosed()
    {
        using StreamWorker worker = Worker();
        using ManualResetEventSlim closed = new();
        await using StreamServer server = new(async (stream, connection, stop) =>
        {
            await StreamServer.Echo(stream, connection, stop);
            closed.Set();
        });
        await using UpstreamStream upstream = Upstream(server, new StreamLimits { IdleSeconds = 0.4 });

        Assert.True(IsAnswered(upstream, worker));
        Assert.False(closed.Wait(100, TestContext.Current.CancellationToken));
        Assert.True(closed.Wait(s_patience, TestContext.Current.CancellationToken));

        Assert.True(IsAnswered(upstream, worker));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Ask_OneTooMany_IsNotTaken()
    {
        using StreamWorker worker = Worker();
        await using StreamServer server = new((_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        UpstreamStream upstream = Upstream(server, new StreamLimits { UpstreamQueriesMax = 2 });

        Assert.True(upstream.TryAsk(worker.Inbox, 1, 1, StreamMessages.Query(1)));
        Assert.True(upstream.TryAsk(worker.Inbox, 2, 1, StreamMessages.Query(1)));
        Assert.False(upstream.TryAsk(worker.Inbox, 3, 1, StreamMessages.Query(1)));

        await upstream.DisposeAsync();
        Assert.Null(Take(worker).Response);
        Assert.Null(Take(worker).Response);
        Assert.False(upstream.TryAsk(worker.Inbox, 4, 1, StreamMessages.Query(1)));
    }

    [Theory]
    [InlineData("dns.telos.test", true, true)]
    [InlineData("other.telos.test", true, false)]
    [InlineData("dns.telos.test", false, false)]
    public async Task Ask_OverTls_NeedsTheNameAndAnAuthority(string name, bool isTrusted, bool isAnswered)
    {
        using StreamAuthority authority = new();
        using StreamAuthority foreign = new();
        using X509Certificate2 certificate = authority.Issue("dns.telos.test");
        using StreamWorker worker = Worker();
        int queries = 0;
        await using StreamServer server = new(
            async (stream, connection, stop) =>
            {
                while (await EchoOneAsync(stream, stop))
                {
                    queries++;
                }
            },
            certificate);
        UpstreamAddress address = new(server.EndPoint, name);
        await using UpstreamStream upstream = new(
            address, new StreamLimits(), isTrusted ? authority.Roots : foreign.Roots);

        for (int i = 0; i < 3; i++)
        {
            Assert.True(upstream.TryAsk(worker.Inbox, 1, 1, StreamMessages.Query(3)));
            byte[]? expected = isAnswered ? StreamMessages.Answer(StreamMessages.Query(3)) : null;
            Assert.Equal(expected, Take(worker).Response);
        }

        Assert.Equal(isAnswered ? 3 : 0, queries);
        Assert.True(server.Connections == 1 || !isAnswered);
    }

    [Fact]
    public async Task Ask_OverTlsToAServerThatIsSilent_FailsInTime()
    {
        using StreamWorker worker = Worker();
        await using StreamServer server = new((_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        UpstreamAddress address = new(server.EndPoint, "dns.telos.test");
        await using UpstreamStream upstream = new(address, new StreamLimits { UpstreamSeconds = 0.5 });

        long begin = Stopwatch.GetTimestamp();

        Assert.False(IsAnswered(upstream, worker));
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.4, 8);
    }

    [Fact]
    public async Task Ask_OverTlsWithTheMachinesAuthorities_RefusesAForeignOne()
    {
        using StreamAuthority authority = new();
        using X509Certificate2 certificate = authority.Issue("dns.telos.test");
        using StreamWorker worker = Worker();
        await using StreamServer server = new(StreamServer.Echo, certificate);
        await using UpstreamStream upstream = new(new UpstreamAddress(server.EndPoint, "dns.telos.test"), new StreamLimits());

        Assert.False(IsAnswered(upstream, worker));
    }

    private static StreamWorker Worker() => new(_ => null);

    private static UpstreamStream Upstream(StreamServer server, StreamLimits? limits = null) =>
        new(new UpstreamAddress(server.EndPoint, null), limits ?? new StreamLimits());

    private static byte[] OfType(int number)
    {
        byte[] query = StreamMessages.Query(3);
        query[^4] = 1;
        query[^3] = (byte)number;
        return query;
    }

    private static async Task<bool> EchoOneAsync(Stream stream, CancellationToken stop)
    {
        if (await StreamMessages.ReadFrameAsync(stream, stop) is not byte[] query)
        {
            return false;
        }

        await stream.WriteAsync(StreamMessages.Frame(StreamMessages.Answer(query)), stop);
        return true;
    }

    private static bool IsAnswered(UpstreamStream upstream, StreamWorker worker)
    {
        Assert.True(upstream.TryAsk(worker.Inbox, 1, 1, StreamMessages.Query(3)));
        return Take(worker).Response is not null;
    }

    private static (int Exchange, uint Generation, byte[]? Response) Take(StreamWorker worker)
    {
        Assert.True(worker.Outcomes.TryTake(out (int, uint, byte[]?) outcome, s_patience));
        return outcome;
    }
}
