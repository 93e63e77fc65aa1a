using System.Collections.Concurrent;
using System.Globalization;
using Telos.Core.Protocol;
using Telos.Daemon.Sockets;
using Telos.Linux;
using Telos.Linux.Processes;
using Xunit;
using static Telos.Daemon.Tests.Sockets.TestServers;

namespace Telos.Daemon.Tests.Sockets;

public sealed class LineServerTests
{
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

    private static RpcResponse Record(ConcurrentQueue<string> asked, RpcRequest request)
    {
        asked.Enqueue(request.Method);
        return Rpc.Fail(request.Id, RpcErrorCode.MethodNotFound, "");
    }
}
