using Telos.Core.Adjudication;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Sockets;
using Telos.Linux;

namespace Telos.Daemon.Adjudication;

/// <summary>What control.sock answers about approvals: a person's answers.</summary>
[RpcDispatch]
internal sealed partial class ApprovalMethods(Docket docket, Adjudicators adjudicators)
{
    private const int ReasonLengthMax = 200;

    private static string DenyNeeds =>
        $"approvals_deny needs id and may have a reason of at most {ReasonLengthMax} characters";

    [RpcMethod(Methods.ApprovalsList)]
    private Answer<ApprovalListResult> List()
    {
        ulong now = Clock.BootNs();
        return new ApprovalListResult(
            [.. docket.List().Select(approval => ApprovalText.Describe(approval, now))],
            docket.Unasked, adjudicators.WebhookFailures, adjudicators.ModelFailures);
    }

    /// <exception cref="DaemonException">What was approved cannot be put in force.</exception>
    [RpcMethod(Methods.ApprovalsApprove, Valid = nameof(IsSound), Needs = "approvals_approve needs id and may have once or for")]
    private Answer<ApprovalRecord> Approve(Peer peer, ApproveParams wish)
    {
        TimeSpan? longest = null;
        if (wish.For is string text && !TryTime(text, out longest, out string fault))
        {
            return new RpcError(RpcErrorCode.InvalidParams, fault);
        }

        Ruling ruling = new(Adjudicator.Person, "", peer.Credentials, wish.Once, longest);
        return AnswerOf(docket.Approve(wish.Id, ruling, out string error), error);
    }

    [RpcMethod(Methods.ApprovalsDeny, Valid = nameof(IsSound), NeedsIn = nameof(DenyNeeds))]
    private Answer<ApprovalRecord> Deny(Peer peer, DenyParams wish)
    {
        Ruling ruling = new(Adjudicator.Person, wish.Reason ?? "", peer.Credentials);
        return AnswerOf(docket.Deny(wish.Id, ruling, out string error), error);
    }

    private static Answer<ApprovalRecord> AnswerOf(Approval? approval, string error) => approval is null
        ? new RpcError(RpcErrorCode.NotPending, error)
        : ApprovalText.Describe(approval, Clock.BootNs());

    private static bool IsSound(ApproveParams wish) => !wish.Once || wish.For is null;

    private static bool IsSound(DenyParams wish) => wish.Reason is not { Length: > ReasonLengthMax };

    private static bool TryTime(string text, out TimeSpan? time, out string error)
    {
        bool isTime = TtlText.TryParse(text, out TimeSpan parsed, out error);
        time = isTime ? parsed : null;
        error = isTime ? "" : "for: " + error;
        return isTime;
    }
}
