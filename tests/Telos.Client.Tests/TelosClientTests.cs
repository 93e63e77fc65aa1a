using Telos.Core.Protocol;
using Xunit;

namespace Telos.Client.Tests;

public sealed class TelosClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Declare_OfWords_AsksAndReadsThePolicy()
    {
        using ScriptedServer server = new(ScriptedServer.Greeting, [.. Enumerable.Repeat(Answers.Policy, 4)]);
        using TelosClient client = await ConnectAsync(server);
        PolicyResult policy = await client.DeclareAsync("list files", TimeSpan.FromMinutes(1), Cancellation);
        await client.NarrowAsync("list", cancellation: Cancellation);
        await client.ExtendAsync(TimeSpan.FromSeconds(2), Cancellation);
        await client.RequestAsync("run jq", Cancellation);

        Assert.Equal((7u, 60000L, "run ls"), (policy.AgentId, policy.TtlMs, Assert.Single(policy.Lines)));
        Assert.Equal(
            [
                """declare {"intent":"list files","ttl_ms":60000}""", """narrow {"intent":"list"}""",
                """extend {"ttl_ms":2000}""", """request {"wish":"run jq"}""",
            ],
            server.Asked);
    }

    [Fact]
    public async Task Calls_OfTheOtherMethods_AskAndReadTheirResults()
    {
        string approval = """
            {"id":"abc","state":"pending","agent_id":7,"uid":0,"goal":"use bash","subject":"bash","reason":"a shell",
            "grants":["run bash"],"left_ms":9}
            """;
        string explained = """
            {"verdict":"ALLOW","goal":"run ls","ttl_seconds":600,"programs":[{"program":"/bin/ls","reason":"named"}],"hosts":[],
            "paths":[],"refused":[]}
            """;
        using ScriptedServer server = new(
            ScriptedServer.Greeting, Answers.Self("work", 5), Answers.Denials, Answers.Result("""{"denials":[],"forgotten":0}"""),
            Answers.Result(approval), Answers.Result("""{"agent_id":7,"taint":"HIGH"}"""), Answers.Result(explained),
            Answers.Agent);
        using TelosClient client = await ConnectAsync(server);

        Assert.Equal("work", (await client.StatusAsync(Cancellation)).Goal);
        Assert.Equal("Declare it.", (await client.WhyDeniedAsync(Cancellation))!.NextStep);
        Assert.Null(await client.WhyDeniedAsync(Cancellation));
        Assert.Equal("pending", (await client.ApprovalStateAsync("abc", Cancellation)).State);
        Assert.Equal("HIGH", await client.ReportTaintAsync("high", "a page", Cancellation));
        Assert.Single((await client.ExplainAsync("run ls", ["ls"], cancellation: Cancellation)).Programs);
        await client.EndSessionAsync(Cancellation);
        Assert.Equal(
            [
                "self", """denials {"limit":1}""", """denials {"limit":1}""", """approval_state {"id":"abc"}""",
                """taint.report {"level":"high","reason":"a page"}""", """explain {"intent":"run ls","actions":["ls"]}""",
                "session.end",
            ],
            server.Asked);
    }

    [Fact]
    public async Task Errors_AreOfTheirTypes()
    {
        using ScriptedServer server = new(ScriptedServer.Greeting, Answers.Refused, Answers.NotAnAgent);
        using TelosClient client = await ConnectAsync(server);
        IntentRefusedException refused = await Assert.ThrowsAsync<IntentRefusedException>(
            () => client.DeclareAsync("fly", cancellation: Cancellation));
        NotAnAgentException stranger = await Assert.ThrowsAsync<NotAnAgentException>(() => client.StatusAsync(Cancellation));

        Assert.Equal("fly: nobody knows how", Assert.Single(refused.Details));
        Assert.Equal((RpcErrorCode.NotAnAgent, "this process is no agent"), (stranger.Code, stranger.Message));
    }

    [Fact]
    public async Task Connect_ToNobodyOrAnotherVersion_SaysWhatToDo()
    {
        UnavailableException nobody = await Assert.ThrowsAsync<UnavailableException>(
            () => TelosClient.ConnectAsync("/nowhere/s", cancellation: Cancellation));
        Assert.Equal("no daemon answers on /nowhere/s: start it with telos start (as root)", nobody.Message);
        foreach (string greeting in new[] { """{"telos":2}""", "[]", "HTTP/1.1 400" })
        {
            using ScriptedServer server = new(greeting);
            await Assert.ThrowsAsync<ProtocolException>(() => ConnectAsync(server));
        }
    }

    [Theory]
    [InlineData("nonsense", typeof(ProtocolException))]
    [InlineData("""{"jsonrpc":"2.0","id":99,"result":{}}""", typeof(ProtocolException))]
    [InlineData("""{"jsonrpc":"2.0","id":ID,"result":{"agent_id":"x"}}""", typeof(ProtocolException))]
    [InlineData("""{"jsonrpc":"2.0","id":ID}""", typeof(ProtocolException))]
    [InlineData(ScriptedServer.Ends, typeof(UnavailableException))]
    public async Task Call_ThatIsAnsweredWithNonsense_FailsAndTheNextGoesOn(string answer, Type error)
    {
        using ScriptedServer server = new(ScriptedServer.Greeting, answer, Answers.Agent);
        using TelosClient client = await ConnectAsync(server);
        Assert.IsType(error, await Record.ExceptionAsync(() => client.EndSessionAsync(Cancellation)));

        await client.EndSessionAsync(Cancellation);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Call_AfterTheDaemonEndedTheConnection_MakesAnother()
    {
        using ScriptedServer server = new(ScriptedServer.Greeting, Answers.Agent, Answers.Agent);
        using TelosClient client = await ConnectAsync(server);
        await client.EndSessionAsync(Cancellation);
        server.EndConnections();
        await client.EndSessionAsync(Cancellation);

        Assert.Equal(2, server.Connections);
        Assert.Equal(["session.end", "session.end"], server.Asked);
    }

    [Fact]
    public async Task Call_WithoutAnAnswerInTime_IsUnavailable()
    {
        using ScriptedServer server = new(ScriptedServer.Greeting);
        using TelosClient client = await TelosClient.ConnectAsync(server.Path, TimeSpan.FromMilliseconds(200), Cancellation);
        UnavailableException late = await Assert.ThrowsAsync<UnavailableException>(() => client.StatusAsync(Cancellation));

        Assert.Equal($"{server.Path}: no answer within 0.2 s", late.Message);
    }

    [Fact]
    public async Task Calls_MadeAtOnce_AreAnsweredInTheirOrder()
    {
        using ScriptedServer server = new(
            ScriptedServer.Greeting, [.. Enumerable.Range(0, 20).Select(i => Answers.Self($"work {i}", 5))]);
        using TelosClient client = await ConnectAsync(server);
        SelfResult[] found = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.StatusAsync(Cancellation)));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"work {i}"), found.Select(self => self.Goal));
    }

    [Fact]
    public async Task Events_AreRefusalsAndHowManyWereLost()
    {
        string answer = $"{Answers.Agent}\n{Answers.Told("denied", Answers.Denial)}\n{Answers.Told("later", "{}")}\n"
            + $"{Answers.Told("lost", """{"count":4}""")}";
        using ScriptedServer server = new(ScriptedServer.Greeting, answer);
        using TelosClient client = await ConnectAsync(server);
        await using IAsyncEnumerator<AgentEvent> events = client.EventsAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("/bin/cat", events.Current.Denial!.Subject);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(new AgentEvent(null, 4), events.Current);

        server.EndConnections();
        await Assert.ThrowsAsync<UnavailableException>(async () => await events.MoveNextAsync());
    }

    [Fact]
    public async Task Line_OfManyPieces_IsReadWhole()
    {
        string goal = new('x', 300_000);
        using ScriptedServer server = new(ScriptedServer.Greeting, Answers.Self(goal, 5), Answers.Self(new('y', 5_000_000), 5));
        using TelosClient client = await ConnectAsync(server);

        Assert.Equal(goal, (await client.StatusAsync(Cancellation)).Goal);
        await Assert.ThrowsAsync<ProtocolException>(() => client.StatusAsync(Cancellation));
    }

    [Fact]
    public async Task Request_LongerThanAMessage_IsNotSent()
    {
        using ScriptedServer server = new(ScriptedServer.Greeting);
        using TelosClient client = await ConnectAsync(server);
        await Assert.ThrowsAsync<MessageTooLongException>(
            () => client.DeclareAsync(new('x', ProtocolLimits.LineBytesMax), cancellation: Cancellation));

        Assert.Empty(server.Asked);
    }

    private static Task<TelosClient> ConnectAsync(ScriptedServer server) =>
        TelosClient.ConnectAsync(server.Path, cancellation: Cancellation);
}
