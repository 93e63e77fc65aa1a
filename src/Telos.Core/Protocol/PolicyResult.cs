namespace Telos.Core.Protocol;

/// <summary>
/// Lines say each grant and refusal with its reason, as <c>telos explain</c> prints them; Missing, what was granted
/// in words but is not on this machine; Off, the gates that this machine does not have; Approvals, what somebody is asked
/// about, or has answered, while all else is in force; Parent, the agent that started this one, if one did.
/// </summary>
public sealed record PolicyResult(
    uint AgentId, string Mode, long TtlMs, string[] Lines, string[] Missing, string[] Off, ApprovalRecord[]? Approvals = null,
    uint? Parent = null);
