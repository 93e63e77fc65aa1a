using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using Telos.Core.Protocol;
using Telos.Daemon.Sockets;
using Telos.Linux;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Daemon.Tests.Sockets;

public sealed class LineServerTests
{
    private const int ConnectionsMax = 8;
    private const int BriefMs = 500;
    private const int LongMs = 10_000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
    private const string Pong = """{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"ping"}}""";
    private const string NotRpc =
        """{"jsonrpc":"2.0","id":0,"error":{"code":-32700,"message":"not a JSON-RPC 2.0 request"}}""";

    [Fact]
    public void Connect_IsGreetedBeforeAnythingIsSent()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp);
        using LineClient client = new(temp.File("s"));
        Assert.Equal("""{"telos":1}""", client.Read());
    }

    [Fact]
    public void Requests_AreAnsweredInOrderOnOneConnection()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        client.Send(Ping + "\n" + """{"jsonrpc":"2.0","id":-2,"method":"b"}""" + "\n" + Ping[..10]);
        Assert.Equal(Pong, client.Read());
        Assert.Equal("""{"jsonrpc":"2.0","id":-2,"error":{"code":-32601,"message":"b"}}""", client.Read());
        client.Send(Ping[10..] + "\n");
        Assert.Equal(Pong, client.Read());
    }

    [Fact]
    public void Events_OfAClientThatNeverReads_AreLostAndCountedAndNobodyElses()
    {
        const int Told = 5000;
        using TempDirectory temp = new();
        ConcurrentBag<Action<DenialRecord>> followers = [];
        using LineServer server = Serve(temp, (peer, request) =>
        {
            peer.Outbox.TryOpen(follower =>
            {
                followers.Add(follower);
                return () => { };
            });
            return new RpcResponse(RpcResponse.JsonRpcVersion, request.Id);
        });
        using LineClient deaf = LineClient.Greeted(temp.File("s"));
        using LineClient other = LineClient.Greeted(temp.File("s"));
        Assert.Equal("""{"jsonrpc":"2.0","id":1}""", deaf.Ask(Ping));
        Assert.Equal("""{"jsonrpc":"2.0","id":1}""", other.Ask(Ping));
        Assert.Equal(2, followers.Count);

        string subject = new('x', 1000);
        for (int id = 1; id <= Told; id++)
        {
            DenialRecord denial = new(id, "", "exec", "", subject, "", 1, "enforce", "", "");
            Assert.All(followers, follower => follower(denial));
            Assert.Contains($"\"id\":{id},", other.Read(), StringComparison.Ordinal);
        }

        int read = 0;
        long lost = 0;
        while (read + lost < Told)
        {
            string line = deaf.Read()!;
            int count = line.IndexOf("\"count\":", StringComparison.Ordinal);
            read += count < 0 ? 1 : 0;
            lost += count < 0 ? 0 : long.Parse(line[(count + 8)..].TrimEnd('}'), CultureInfo.InvariantCulture);
        }

        Assert.True(lost > 0, "nothing was lost");
    }

    // What is read at once ends behind the word, and the line's end comes in the next piece.
    [Theory]
    [InlineData("n")]
    [InlineData("tru")]
    public void WordCutShortWhereABufferEnds_GetsATypedError(string word)
    {
        const int ReadLength = 4096;
        using TempDirectory temp = new();
        using LineServer server = Echo(temp);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        client.Send(word.PadLeft(ReadLength) + "\n");
        Assert.Equal(NotRpc, client.Read());
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"1","method":"a"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":99999999999999999999,"method":"a"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"a","extra":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"\ud800"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"a"} {}""")]
    public void Garbage_GetsATypedErrorAndEndsTheConnection(string line)
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        Assert.EndsWith(
            """{"code":-32700,"message":"not a JSON-RPC 2.0 request"}}""",
            client.Ask(line),
            StringComparison.Ordinal);
        Assert.Null(client.Read());
    }

    [Fact]
    public void Bytes_ThatAreNoUtf8_AreGarbage()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        client.Send([.. """{"jsonrpc":"2.0","id":0,"method":"a"""u8, 0xff, 0xfe, .. "\"}\n"u8]);
        Assert.Equal(NotRpc, client.Read());
        Assert.Null(client.Read());
    }

    [Fact]
    public void Line_NestedDeeply_IsGarbage()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        Assert.Equal(NotRpc, client.Ask(new string('[', 60_000)));
    }

    [Fact]
    public void Line_OfTheLongestLength_IsAnswered()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        Assert.Equal(Pong, client.Ask(Ping + new string(' ', 65_536 - Ping.Length)));
    }

    [Fact]
    public void Line_OneByteLonger_GetsATypedErrorAndEndsTheConnection()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        Assert.Equal(NotRpc, client.Ask(Ping + new string(' ', 65_537 - Ping.Length)));
        Assert.Null(client.Read());
    }

    [Fact]
    public void Line_ThatNeverEnds_GetsATypedErrorAndEndsTheConnection()
    {
        using TempDirectory temp = new();
        using LineServer server = Echo(temp);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        client.Send(new string('a', 65_537));
        Assert.Equal(NotRpc, client.Read());
        Assert.Null(client.Read());
    }

    [Fact]
    public void Line_WithoutAnEnd_IsNotAnswered()
    {
        using TempDirectory temp = new();
        ConcurrentQueue<string> asked = new();
        using LineServer server = Serve(temp, (_, request) => Record(asked, request));
        using (LineClient client = LineClient.Greeted(temp.File("s")))
        {
            client.Send(Ping);
        }

        using LineClient other = LineClient.Greeted(temp.File("s"));
        other.Ask("""{"jsonrpc":"2.0","id":1,"method":"other"}""");
        Assert.Equal(["other"], asked);
    }

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

    [Fact]
    public void Peer_IsWhoTheKernelSaysItIs()
    {
        using TempDirectory temp = new();
        Peer? seen = null;
        using LineServer server = Serve(temp, (peer, request) =>
        {
            seen = peer;
            using PidFd? process = peer.OpenProcess();
            return Rpc.Fail(request.Id, RpcErrorCode.MethodNotFound, $"{process?.Pid}");
        });
        using LineClient client = LineClient.Greeted(temp.File("s"));
        string answer = client.Ask(Ping)!;
        Assert.Contains($"\"message\":\"{Environment.ProcessId}\"", answer, StringComparison.Ordinal);
        Assert.Equal(Environment.ProcessId, seen!.Credentials.Pid);
        Assert.Equal(Privilege.IsRoot, seen.Credentials.Uid == 0);
        Assert.InRange(seen.AcceptedNs, 1UL, Clock.BootNs());
    }

    // A pid can be given away between connect and accept: what is served must not hold up the next accept.
    [Fact]
    public void Serving_IsNeverDoneByTheThreadThatAccepts()
    {
        using TempDirectory temp = new();
        ConcurrentQueue<string?> threads = new();
        using LineServer server = Serve(temp, (_, request) =>
        {
            threads.Enqueue(Thread.CurrentThread.Name);
            return Rpc.Fail(request.Id, RpcErrorCode.MethodNotFound, "");
        });
        for (int i = 0; i < 200; i++)
        {
            using LineClient client = new(temp.File("s"));
            client.Ask(Ping);
            client.Read();
        }

        Assert.Equal(200, threads.Count);
        Assert.DoesNotContain("s", threads);
    }

    [Fact]
    public void Start_ReplacesAStaleSocketAndSetsItsMode()
    {
        using TempDirectory temp = new();
        temp.Write("s", "stale");
        using (LineServer server = Echo(temp))
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(temp.File("s")));
            using LineClient client = LineClient.Greeted(temp.File("s"));
            Assert.Equal(Pong, client.Ask(Ping));
        }

        Assert.False(File.Exists(temp.File("s")));
    }

    private static LineServer Echo(TempDirectory temp, LineLimits? limits = null, uint? agent = null) => Serve(
        temp, (_, request) => Rpc.Fail(request.Id, RpcErrorCode.MethodNotFound, request.Method), limits, agent);

    /// <param name="agent">Whose connection each is.</param>
    private static LineServer Serve(
        TempDirectory temp, Func<Peer, RpcRequest, RpcResponse> serve, LineLimits? limits = null, uint? agent = null) =>
        new(temp.File("s"), OwnerOnly, serve, _ => agent, limits ?? LineLimits.OfControl);

    private static RpcResponse Record(ConcurrentQueue<string> asked, RpcRequest request)
    {
        asked.Enqueue(request.Method);
        return Rpc.Fail(request.Id, RpcErrorCode.MethodNotFound, "");
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
