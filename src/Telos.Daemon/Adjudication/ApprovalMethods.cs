using Telos.Core.Adjudication;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Sockets;
using Telos.Linux;

namespace Telos.Daemon.Adjudication;

/// <summary>What control.sock answers about approvals: a person's answers.</summary>
internal sealed class ApprovalMethods(Docket docket, Adjudicators adjudicators)
{
    private const int ReasonLengthMax = 200;

    public static bool Has(string method) =>
        method is Methods.ApprovalsList or Methods.ApprovalsApprove or Methods.ApprovalsDeny;

    /// <exception cref="DaemonException">What was approved cannot be put in force.</exception>
    public RpcResponse Serve(Peer peer, RpcRequest request) => request.Method switch
    {
        Methods.ApprovalsApprove => Approve(peer, request),
        Methods.ApprovalsDeny => Deny(peer, request),
        _ => Rpc.Reply(request.Id, List(), ProtocolJson.Default.ApprovalListResult),
    };

    private ApprovalListResult List()
    {
        ulong now = Clock.BootNs();
        return new ApprovalListResult(
            [.. docket.List().Select(approval => ApprovalText.Describe(approval, now))],
            docket.Unasked, adjudicators.WebhookFailures, adjudicators.ModelFailures);
    }

    private RpcResponse Approve(Peer peer, RpcRequest request)
    {
        string error = "approvals_approve needs id and may have once or for";
        TimeSpan? longest = null;
        if (!Rpc.TryParams(request, ProtocolJson.Default.ApproveParams, out ApproveParams? wish)
            || (wish!.Once && wish.For is not null)
            || (wish.For is string text && !TryTime(text, out longest, out error)))
        {
            return Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, error);
        }

        Ruling ruling = new(Adjudicator.Person, "", peer.Credentials, wish.Once, longest);
        return Answer(request.Id, docket.Approve(wish.Id, ruling, out error), error);
    }

    private RpcResponse Deny(Peer peer, RpcRequest request)
    {
        if (!Rpc.TryParams(request, ProtocolJson.Default.DenyParams, out DenyParams? wish)
            || wish!.Reason?.Length > ReasonLengthMax)
        {
            return Rpc.Fail(
                request.Id, RpcErrorCode.InvalidParams,
                $"approvals_deny needs id and may have a reason of at most {ReasonLengthMax} characters");
        }

        Ruling ruling = new(Adjudicator.Person, wish!.Reason ?? "", peer.Credentials);
        return Answer(request.Id, docket.Deny(wish.Id, ruling, out string error), error);
    }

    private static RpcResponse Answer(long id, Approval? approval, string error) => approval is null
        ? Rpc.Fail(id, RpcErrorCode.NotPending, error)
        : Rpc.Reply(id, ApprovalText.Describe(approval, Clock.BootNs()), ProtocolJson.Default.ApprovalRecord);

    private static bool TryTime(string text, out TimeSpan? time, out string error)
    {
        bool isTime = TtlText.TryParse(text, out TimeSpan parsed, out error);
        time = isTime ? parsed : null;
        error = isTime ? "" : "for: " + error;
        return isTime;
    }
}
