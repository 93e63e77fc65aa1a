using Xunit;

namespace Telos.Client.Tests;

public sealed class IntentScopeTests
{
    private const string Declared = """declare {"intent":"run ls"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scope_AtItsEnd_PutsBackWhatHeldForTheTimeThatItHadLeft()
    {
        string[] asked = await HoldAsync(Answers.Self("work", 60_000), Answers.Policy, Answers.Policy);

        Assert.Equal(["self", Declared], asked[..2]);
        Assert.Matches("""^declare \{"intent":"work","ttl_ms":5\d{4}\}$""", Assert.Single(asked[2..]));
    }

    [Fact]
    public async Task Scope_WhenNothingWasLeft_TakesAllBack() =>
        Assert.Equal(["self", Declared, "session.end"], await HoldAsync(Answers.Self("", 0), Answers.Policy, Answers.Agent));

    [Fact]
    public async Task Scope_WhenWhatHeldCannotComeBack_TakesAllBack()
    {
        string[] asked = await HoldAsync(Answers.Self("work", 60_000), Answers.Policy, Answers.Refused, Answers.Agent);

        Assert.Equal((4, "session.end"), (asked.Length, asked[3]));
    }

    [Fact]
    public async Task Scope_OfWordsThatAreRefused_DoesNotBegin()
    {
        using ScriptedServer server = new(ScriptedServer.Greeting, Answers.Self("work", 60_000), Answers.Refused);
        using TelosClient client = await TelosClient.ConnectAsync(server.Path, cancellation: Cancellation);
        await Assert.ThrowsAsync<IntentRefusedException>(() => client.IntentAsync("run ls", cancellation: Cancellation));

        Assert.Equal(["self", Declared], server.Asked);
    }

    private static async Task<string[]> HoldAsync(params string[] answers)
    {
        using ScriptedServer server = new(ScriptedServer.Greeting, answers);
        using TelosClient client = await TelosClient.ConnectAsync(server.Path, cancellation: Cancellation);
        await using (IntentScope scope = await client.IntentAsync("run ls", cancellation: Cancellation))
        {
            Assert.Equal(7u, scope.Policy.AgentId);
        }

        return [.. server.Asked];
    }
}
