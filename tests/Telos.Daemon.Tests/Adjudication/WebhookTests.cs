using System.Text.Json;
using Telos.Core.Adjudication;
using Telos.Core.Protocol;
using Telos.Daemon.Adjudication;
using Xunit;

namespace Telos.Daemon.Tests.Adjudication;

public sealed class WebhookTests
{
    private const int WaitMs = 10_000;

    [Fact]
    public void Tell_PostsWhatIsAsked()
    {
        using ScriptedHttp server = new(_ => "");
        using DocketHost host = new(Ceilings.With(webhook: new Uri(server.Address, "/hook")));
        using Adjudicators adjudicators = new(host.Docket, host.Ceiling.Adjudication, host.Journal);
        Approval pending = Assert.Single(host.Declare(host.Enrol()));
        Assert.True(SpinWait.SpinUntil(() => !server.Bodies.IsEmpty, WaitMs));
        Assert.Equal("POST /hook HTTP/1.1", Assert.Single(server.Targets));
        ApprovalRecord told = JsonSerializer.Deserialize(Assert.Single(server.Bodies), ProtocolJson.Default.ApprovalRecord)!;
        Assert.Equal((pending.Id, "bash", "pending"), (told.Id, told.Subject, told.State));
        Assert.Equal(ApprovalState.Pending, host.Docket.Find(pending.Id)!.State);
        Assert.Equal(0, adjudicators.WebhookFailures);
    }

    // Whatever comes back, nothing follows from it but a count and a record; the person can answer all the same.
    [Theory]
    [InlineData("HTTP/1.1 500 Internal Server Error", "webhook: answered 500")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/", "webhook: answered 302")]
    [InlineData("nonsense", "webhook: ")]
    public void Tell_ThatFails_IsCountedAndRecorded(string statusLine, string cause)
    {
        using ScriptedHttp server = new(_ => "{\"verdict\":\"allow\"}") { StatusLine = statusLine };
        using DocketHost host = new(Ceilings.With(webhook: server.Address));
        using Adjudicators adjudicators = new(host.Docket, host.Ceiling.Adjudication, host.Journal);
        Approval pending = Assert.Single(host.Declare(host.Enrol()));
        Assert.True(SpinWait.SpinUntil(() => adjudicators.WebhookFailures == 1, WaitMs));
        Assert.True(SpinWait.SpinUntil(() => host.Audit.Any(record => record.Action == "unreached"), WaitMs));
        Assert.Contains(cause, host.Audit.Single(record => record.Action == "unreached").Subject, StringComparison.Ordinal);
        Assert.Equal(ApprovalState.Pending, host.Docket.Find(pending.Id)!.State);
        Assert.NotNull(host.Approve(pending.Id));
    }

    [Fact]
    public void Tell_OfAServerThatStaysSilent_EndsByTheClock_AndBlocksNobody()
    {
        using ScriptedHttp server = new(_ => null);
        using DocketHost host = new();
        using Webhook webhook = new(server.Address, host.Journal, timeoutMs: 200);
        host.Docket.Asking += webhook.Tell;
        Approval pending = Assert.Single(host.Declare(host.Enrol()));
        Assert.NotNull(host.Approve(pending.Id));
        Assert.True(SpinWait.SpinUntil(() => webhook.Failures == 1, WaitMs));
    }

    [Fact]
    public void Tell_OfMoreThanMayWait_CountsTheRest()
    {
        using ScriptedHttp server = new(_ => null);
        using DocketHost host = new();
        using Webhook webhook = new(server.Address, host.Journal, timeoutMs: 60_000);
        Approval pending = Assert.Single(host.Declare(host.Enrol()));
        for (int i = 0; i < 80; i++)
        {
            webhook.Tell(pending);
        }

        Assert.InRange(webhook.Failures, 15, 16);
    }
}
