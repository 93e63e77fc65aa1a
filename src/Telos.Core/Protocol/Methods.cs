namespace Telos.Core.Protocol;

/// <summary>Method names. The first group is served on agent.sock, the second on control.sock (root).</summary>
public static class Methods
{
    public const string Enrol = "enrol";
    public const string EnrolCanary = "enrol_canary";
    public const string Declare = "declare";
    public const string Extend = "extend";
    public const string Narrow = "narrow";
    public const string Request = "request";
    public const string Explain = "explain";
    public const string Self = "self";
    public const string Denials = "denials";
    public const string Events = "events";
    public const string SessionEnd = "session.end";
    public const string TaintReport = "taint.report";
    public const string ApprovalState = "approval_state";

    public const string Status = "status";
    public const string Stop = "stop";
    public const string Agents = "agents";
    public const string AgentState = "agent_state";
    public const string EnrolProcess = "enrol_process";
    public const string Policy = "policy";
    public const string Log = "log";
    public const string ApprovalsList = "approvals_list";
    public const string ApprovalsApprove = "approvals_approve";
    public const string ApprovalsDeny = "approvals_deny";
    public const string PolicyReload = "policy_reload";
    public const string HyperionList = "hyperion_list";
    public const string HyperionBlock = "hyperion_block";
    public const string HyperionUnblock = "hyperion_unblock";
    public const string HyperionAttach = "hyperion_attach";
    public const string HyperionDetach = "hyperion_detach";
}
