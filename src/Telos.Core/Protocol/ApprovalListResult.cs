namespace Telos.Core.Protocol;

/// <param name="Approvals">Of the agents that run: what is pending first, then what was decided.</param>
/// <param name="Unasked">Escalations that nobody was asked about, because their agent had asked too often.</param>
/// <param name="WebhookFailures">Persons were asked all the same, but not told.</param>
/// <param name="ModelFailures">The model was asked and did not answer, or was not asked for want of budget.</param>
public sealed record ApprovalListResult(ApprovalRecord[] Approvals, long Unasked, long WebhookFailures, long ModelFailures);
