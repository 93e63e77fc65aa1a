using System.Buffers;
using System.Text;
using Telos.Core.Protocol;
using Telos.Daemon.Sockets;
using Xunit;
using static Telos.Daemon.Tests.Sockets.TestServers;

namespace Telos.Daemon.Tests.Sockets;

/// <summary>A client of agent.sock that begins with the Model Context Protocol.</summary>
public sealed class ModelConnectionTests
{
    private const string Begin = """{"jsonrpc":"2.0","id":"a","method":"initialize"}""";

    [Fact]
    public void First_OfModels_IsHandedOn_AndSoIsAllThatFollows()
    {
        using TempDirectory temp = new();
        Models models = new();
        using LineServer server = Server(temp, models);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        Assert.Equal($"got {Begin}", client.Ask(Begin));
        Assert.Equal($"got {Ping}", client.Ask(Ping));
        Assert.Equal(1, models.Opened);
    }

    [Fact]
    public void First_OfOurs_StaysOurs()
    {
        using TempDirectory temp = new();
        Models models = new();
        using LineServer server = Server(temp, models);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        Assert.Equal(Pong, client.Ask(Ping));
        Assert.Contains("-32700", client.Ask(Begin), StringComparison.Ordinal);
        Assert.Equal(0, models.Opened);
    }

    [Fact]
    public void Ask_OfASession_IsAnsweredForItsPeer()
    {
        using TempDirectory temp = new();
        Models models = new(asks: true);
        using LineServer server = Server(temp, models);
        using LineClient client = LineClient.Greeted(temp.File("s"));
        Assert.Equal($"got {Pong}", client.Ask(Begin));
    }

    [Fact]
    public void Line_ThatIsNoMessageOrTooLong_EndsTheConnectionAndTheSession()
    {
        using TempDirectory temp = new();
        Models models = new();
        using LineServer server = Server(temp, models);
        foreach (string line in (string[])["bad", new string('x', 70_000)])
        {
            using LineClient client = LineClient.Greeted(temp.File("s"));
            client.Ask(Begin);
            Assert.Contains("-32700", client.Ask(line), StringComparison.Ordinal);
            Assert.Null(client.Read());
        }

        Assert.True(SpinWait.SpinUntil(() => models.Ended == models.Opened, 10_000));
        Assert.Equal(2, models.Opened);
    }

    [Fact]
    public void Session_ThatTakesTooLong_EndsWithItsConnection()
    {
        using TempDirectory temp = new();
        Models models = new();
        using LineServer server = Server(temp, models, new LineLimits(8, AnswerMsMax: 300));
        using LineClient client = LineClient.Greeted(temp.File("s"));
        client.Ask(Begin);
        client.Send("never\n");
        Assert.Null(client.Read());
        Assert.True(SpinWait.SpinUntil(() => models.Ended == 1, 10_000));
    }

    private static LineServer Server(TempDirectory temp, Models models, LineLimits? limits = null) => new(
        temp.File("s"), OwnerOnly, (_, request) => Rpc.Fail(request.Id, RpcErrorCode.MethodNotFound, request.Method), _ => 7,
        limits ?? LineLimits.OfControl, models);

    private sealed class Models(bool asks = false) : IModelServer
    {
        private int _opened;
        private int _ended;

        public int Opened => Volatile.Read(ref _opened);

        public int Ended => Volatile.Read(ref _ended);

        public IModelSession Open(
            Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> answer,
            Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send)
        {
            Interlocked.Increment(ref _opened);
            return new Session(
                line => asks ? Encoding.UTF8.GetString(answer(Encoding.UTF8.GetBytes(Ping)).Span) : line, send,
                () => Interlocked.Increment(ref _ended));
        }
    }

    private sealed class Session(
        Func<string, string> say, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send, Action end) : IModelSession
    {
        public async ValueTask<bool> TakeAsync(ReadOnlySequence<byte> line, CancellationToken tooLate)
        {
            string text = Encoding.UTF8.GetString(line);
            if (text == "bad")
            {
                return false;
            }

            if (text == "never")
            {
                await Task.Delay(Timeout.Infinite, tooLate);
            }

            await send(Encoding.UTF8.GetBytes($"got {say(text)}"), tooLate);
            return true;
        }

        public ValueTask DisposeAsync()
        {
            end();
            return ValueTask.CompletedTask;
        }
    }
}
