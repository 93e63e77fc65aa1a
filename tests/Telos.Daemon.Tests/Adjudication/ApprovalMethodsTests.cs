using System.Text.Json;
using Telos.Core.Adjudication;
using Telos.Core.Protocol;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Sockets;
using Xunit;

namespace Telos.Daemon.Tests.Adjudication;

public sealed class ApprovalMethodsTests : IDisposable
{
    private readonly DocketHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(Methods.ApprovalsApprove, "{}", "approvals_approve needs id and may have once or for")]
    [InlineData(Methods.ApprovalsApprove, """{"id":"a","once":true,"for":"1m"}""",
        "approvals_approve needs id and may have once or for")]
    [InlineData(Methods.ApprovalsApprove, """{"id":"a","for":"soon"}""",
        "for: \"soon\" is not a duration: write one such as 90s, 10m or 1h30m")]
    [InlineData(Methods.ApprovalsApprove, """{"id":"abc234"}""",
        "there is no approval abc234: telos approvals shows which there are")]
    [InlineData(Methods.ApprovalsDeny, """{"reason":"no"}""",
        "approvals_deny needs id and may have a reason of at most 200 characters")]
    [InlineData(Methods.ApprovalsDeny, """{"id":"abc234"}""",
        "there is no approval abc234: telos approvals shows which there are")]
    public void Serve_OfWhatCannotBe_SaysWhatIsWrong(string method, string parameters, string message) =>
        Assert.Equal(message, Ask(method, parameters).Error!.Message);

    [Fact]
    public void Serve_OfAnApproval_SaysWhatItIsAndWhatBecameOfIt()
    {
        Approval pending = Assert.Single(_host.Declare(_host.Enrol()));
        ApprovalRecord listed = Assert.Single(
            Ask(Methods.ApprovalsList, "{}").Result!.Deserialize(ProtocolJson.Default.ApprovalListResult)!.Approvals);
        Assert.Equal((pending.Id, "pending", DocketHost.Goal, "bash"), (listed.Id, listed.State, listed.Goal, listed.Subject));
        Assert.InRange(listed.LeftMs, 1, 600_000);
        Assert.Null(listed.By);

        ApprovalRecord approved = Ask(Methods.ApprovalsApprove, $$"""{"id":"{{pending.Id}}","for":"90s"}""")
            .Result!.Deserialize(ProtocolJson.Default.ApprovalRecord)!;
        Assert.Equal(("approved", "person"), (approved.State, approved.By));
        Assert.InRange(approved.LeftMs, 80_000, 90_000);
        RpcError late = Ask(Methods.ApprovalsDeny, $$"""{"id":"{{pending.Id}}","reason":"no"}""").Error!;
        Assert.Equal((RpcErrorCode.NotPending, $"{pending.Id} is approved already"), (late.Code, late.Message));
    }

    private RpcResponse Ask(string method, string parameters)
    {
        using Adjudicators adjudicators = new(_host.Docket, _host.Ceiling.Adjudication, _host.Journal);
        ApprovalMethods methods = new(_host.Docket, adjudicators);
        using JsonDocument document = JsonDocument.Parse(parameters);
        Peer root = new(Connection: null!, DocketHost.Root, AcceptedNs: 0, new Outbox());
        return methods.Dispatch(root, new RpcRequest("2.0", 1, method, document.RootElement.Clone()))!;
    }
}
