using Telos.Daemon.Pages;
using Xunit;

namespace Telos.Daemon.Tests.Pages;

public sealed class BrowserTokensTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(2_000_000_000);

    private readonly TempDirectory _temp = new();

    [Fact]
    public void AgentOf_ItsOwn_IsTheAgentUntilTheEnd()
    {
        string token = Tokens().Issue(17, s_now.AddSeconds(60));
        Assert.Equal(17u, Tokens().AgentOf(token, s_now));
        Assert.Equal(17u, Tokens().AgentOf(token, s_now.AddSeconds(59)));
        Assert.Null(Tokens().AgentOf(token, s_now.AddSeconds(60)));
    }

    [Fact]
    public void AgentOf_AnyOtherText_IsNobody()
    {
        string token = Tokens().Issue(17, s_now.AddSeconds(60));
        string[] parts = token.Split('.');
        string[] others =
        [
            "", ".", "...", "t1", "t1.17", token + "A", token[..^1], token + ".", " " + token, token.ToUpperInvariant(),
            $"t1.18.{parts[2]}.{parts[3]}", $"t1.17.{parts[2]}9.{parts[3]}", $"t1.+17.{parts[2]}.{parts[3]}",
            $"t1.017.{parts[2]}.{parts[3]}", $"t2.17.{parts[2]}.{parts[3]}", $"t1.17.{parts[2]}.", $"t1.17.{parts[2]}.\u00e9",
        ];
        Assert.All(others, other => Assert.Null(Tokens().AgentOf(other, s_now)));
    }

    [Fact]
    public void AgentOf_AnotherMachines_IsNobody()
    {
        string token = Tokens().Issue(17, s_now.AddSeconds(60));
        Assert.Null(BrowserTokens.LoadOrCreate(_temp.File("another")).AgentOf(token, s_now));
    }

    [Fact]
    public void LoadOrCreate_OfAKeyThatIsNone_SaysSo()
    {
        File.WriteAllText(_temp.File("short"), "key");
        DaemonException error = Assert.Throws<DaemonException>(() => BrowserTokens.LoadOrCreate(_temp.File("short")));
        Assert.Contains("holds 3 bytes", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<DaemonException>(() => BrowserTokens.LoadOrCreate(_temp.File("no/directory")));
        Assert.Contains("cannot be used", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadOrCreate_MakesAKeyThatOnlyItsOwnerReads()
    {
        _ = Tokens();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_temp.File("key")));
    }

    public void Dispose() => _temp.Dispose();

    private BrowserTokens Tokens() => BrowserTokens.LoadOrCreate(_temp.File("key"));
}
