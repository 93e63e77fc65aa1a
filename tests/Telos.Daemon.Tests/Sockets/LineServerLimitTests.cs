using System.Net.Sockets;
using Telos.Core.Protocol;
using Telos.Daemon.Sockets;
using Xunit;
using static Telos.Daemon.Tests.Sockets.TestServers;

namespace Telos.Daemon.Tests.Sockets;

/// <summary>How long a client is waited for, and how many there may be.</summary>
public sealed class LineServerLimitTests
{
    private const int ConnectionsMax = 8;
    private const int BriefMs = 500;
    private const int LongMs = 10_000;

    [Fact]
    public void Idle_IsAConnectionThatSendsNoWholeMessage()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp, new LineLimits(ConnectionsMax, IdleMsMax: BriefMs));
        using LineClient client = LineClient.Greeted(temp.File("s"));
        Assert.Equal(Pong, client.Ask(Ping));
        long start = Environment.TickCount64;
        Assert.Null(client.Read());
        Assert.InRange(Environment.TickCount64 - start, BriefMs / 2, LongMs);
    }

    [Fact]
    public void Silence_OfAnAgent_IsNoReasonToEndItsConnection()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp, new LineLimits(ConnectionsMax, IdleMsMax: BriefMs), agent: 7);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        Assert.Equal(Pong, client.Ask(Ping));
        Thread.Sleep(3 * BriefMs);
        Assert.Equal(Pong, client.Ask(Ping));
    }

    // Of an agent too: a byte now and then is no message.
    [Theory]
    [InlineData(null)]
    [InlineData(7U)]
    public void Message_ThatHasBegunAndDoesNotEnd_EndsTheConnection(uint? agent)
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp, new LineLimits(ConnectionsMax, MessageMsMax: BriefMs), agent);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        client.Send(Ping[..10]);
        Thread.Sleep(BriefMs / 5);
        Assert.Equal(Pong, client.Ask(Ping[10..]));
        Task<string?> read = Task.Run(client.Read, TestContext.Current.CancellationToken);
        long start = Environment.TickCount64;
        bool closed = SpinWait.SpinUntil(() => read.Wait(BriefMs / 10) || !TrySend(client), LongMs);
        Assert.True(closed, "bytes kept the connection");
        Assert.InRange(Environment.TickCount64 - start, BriefMs / 2, LongMs);
    }

    [Fact]
    public void Answers_ThatAreNotTaken_EndTheConnectionAndNoOther()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp, new LineLimits(ConnectionsMax, AnswerMsMax: BriefMs), agent: 7);
        using LineClient deaf = LineClient.Greeted(temp.File("s"));
        using LineClient other = LineClient.Greeted(temp.File("s"));
        Task asking = Task.Run(
            () => SpinWait.SpinUntil(() => !TrySend(deaf, Ping + "\n"), LongMs), TestContext.Current.CancellationToken);
        while (!asking.IsCompleted)
        {
            Assert.Equal(Pong, other.Ask(Ping));
        }

        Assert.False(TrySend(deaf), "the deaf client's connection is open");
        Thread.Sleep(2 * BriefMs);
        Assert.Equal(Pong, other.Ask(Ping));
    }

    [Fact]
    public void Connections_BeyondTheCap_AreClosedUntilOneEnds()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp, new LineLimits(ConnectionsMax));
        AssertCap(temp, ConnectionsMax);
    }

    [Fact]
    public void Connections_OfOneAgentBeyondItsCap_AreClosedUntilOneEnds()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp, new LineLimits(1024), agent: 7);
        AssertCap(temp, 256);
    }

    // What the daemon opens for a moment has a number below, which the walk over its descriptors reaches early.
    [Fact]
    public void Connections_HaveHighNumbers()
    {
        using TempDirectory temp = new();
        long number = 0;
        using LineServer server = Serve(temp, (peer, request) =>
        {
            number = peer.Connection.Handle;
            return new RpcResponse(RpcResponse.JsonRpcVersion, request.Id);
        });
        using LineClient client = LineClient.Greeted(temp.File("s"));
        client.Ask(Ping);
        Assert.InRange(number, 4096, int.MaxValue);
    }

    private static void AssertCap(TempDirectory temp, int max)
    {
        LineClient[] clients = [.. Enumerable.Range(0, max).Select(_ => LineClient.Greeted(temp.File("s")))];
        using (LineClient refused = new(temp.File("s")))
        {
            Assert.Null(refused.Read());
        }

        Assert.Equal(Pong, clients[^1].Ask(Ping));
        clients[0].Dispose();
        Assert.True(SpinWait.SpinUntil(() => IsServed(temp.File("s")), LongMs));
        Assert.All(clients, client => client.Dispose());
    }

    private static bool TrySend(LineClient client, string text = " ")
    {
        try
        {
            client.Send(text);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsServed(string path)
    {
        using LineClient client = new(path);
        return client.Read() is not null;
    }
}
