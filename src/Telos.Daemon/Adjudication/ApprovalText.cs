using Telos.Core.Adjudication;
using Telos.Core.Protocol;

namespace Telos.Daemon.Adjudication;

/// <summary>Approvals as they are told.</summary>
internal static class ApprovalText
{
    private const ulong NsPerMs = 1_000_000;

    public static string Name(ApprovalState state) => state.ToString().ToLowerInvariant();

    public static ApprovalRecord Describe(Approval approval, ulong nowNs)
    {
        ulong end = approval.State switch
        {
            ApprovalState.Pending => approval.DeadlineNs,
            ApprovalState.Approved => approval.UntilNs,
            _ => 0,
        };
        return new ApprovalRecord(
            approval.Id,
            approval.AgentId,
            approval.Uid,
            approval.Goal,
            approval.Wish.Subject,
            approval.Wish.Reason,
            [.. approval.Wish.Grants],
            Name(approval.State),
            end > nowNs ? (long)((end - nowNs) / NsPerMs) : 0,
            approval.By.Length > 0 ? approval.By : null,
            approval.Answer.Length > 0 ? approval.Answer : null);
    }
}
