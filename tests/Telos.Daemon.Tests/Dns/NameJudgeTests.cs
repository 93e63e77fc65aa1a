using System.Text;
using Telos.Core.Domains;
using Telos.Core.Mirage;
using Telos.Daemon.Dns;
using Telos.Daemon.Domains;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

public sealed class NameJudgeTests : IDisposable
{
    private readonly DomainKnowledge _knowledge = new("/nonexistent/domains.idx", _ => { });

    private readonly TokenIndex _tokens = new();

    private readonly NameJudge _judge;

    public NameJudgeTests() => _judge = new NameJudge(_knowledge, _tokens);

    public void Dispose() => _knowledge.Dispose();

    [Theory]
    [InlineData("github.com", "")]
    [InlineData("files.example.org", "")]
    [InlineData("github.telos-test.net", "")]
    [InlineData("g00gle.com", "look_alike")]
    [InlineData("githuh.com", "doubtful")]
    [InlineData("webhook.site", "doubtful")]
    [InlineData("paypal-account.telos-test.net", "doubtful")]
    [InlineData("account.paypal.com.telos-test.net", "look_alike")]
    public void Named_names_are_refused_when_they_imitate_or_are_doubtful(string name, string reason) =>
        Assert.Equal(reason, _judge.JudgeNamed(Wire(name), 0)?.Reason ?? "");

    [Theory]
    [InlineData("github.com", "name_not_granted")]
    [InlineData("files.example.org", "name_not_granted")]
    [InlineData("githuh.com", "look_alike")]
    [InlineData("g00gle.com", "look_alike")]
    public void Others_are_refused_for_the_strongest_reason(string name, string reason) =>
        Assert.Equal(reason, _judge.JudgeUnnamed(Wire(name), 0).Reason);

    [Fact]
    public void A_decoys_token_is_no_part_of_a_name()
    {
        const string Leak = "akiaq3eglv5rrj.2lxnom.github.com";
        Assert.Null(_judge.DenyToken(Wire(Leak)));
        _tokens.Add(7, ["AKIAQ3EGLV5RRJ2LXNOM"]);
        Assert.Same(DnsRefusal.DecoyToken, _judge.DenyToken(Wire(Leak)));
        Assert.Null(_judge.DenyToken(Wire("github.com")));
    }

    [Fact]
    public void The_reason_says_who_is_imitated()
    {
        DnsRefusal refusal = _judge.JudgeUnnamed(Wire("githuh.com"), 0);

        Assert.Contains("imitates github.com", Encoding.UTF8.GetString(refusal.Text), StringComparison.Ordinal);
        Assert.Same(refusal, _judge.JudgeUnnamed(Wire("githuh.com"), 0));
    }

    [Fact]
    public void Everybody_is_denied_only_what_is_denied()
    {
        Assert.Null(_judge.Deny(Wire("githuh.com"), 0));
        Assert.Equal("look_alike", _judge.Deny(Wire("g00gle.com"), 0)!.Reason);
    }

    private static byte[] Wire(string name)
    {
        byte[] wire = new byte[DomainLine.NameLengthMax];
        Assert.Equal(DomainLineStatus.Name, DomainText.Parse(Encoding.ASCII.GetBytes(name), wire, out int length));
        return wire[..length];
    }
}
