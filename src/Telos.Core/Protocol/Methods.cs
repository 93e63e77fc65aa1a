using System.Text.Json;
using Telos.Core.Policy;

namespace Telos.Core.Protocol;

/// <summary>Each method's name, and its contract.</summary>
public static class Methods
{
    [RpcContract(RpcSocket.Agent, typeof(LaunchResult))]
    public const string Launch = "launch";

    [RpcContract(RpcSocket.Agent, typeof(PolicyResult), Params = typeof(EnrolParams))]
    public const string Enrol = "enrol";

    [RpcContract(RpcSocket.Agent, typeof(PolicyResult))]
    public const string EnrolCanary = "enrol_canary";

    [RpcContract(RpcSocket.Agent, typeof(PolicyResult), Params = typeof(DeclareParams))]
    public const string Declare = "declare";

    [RpcContract(RpcSocket.Agent, typeof(PolicyResult), Params = typeof(ExtendParams))]
    public const string Extend = "extend";

    [RpcContract(RpcSocket.Agent, typeof(PolicyResult), Params = typeof(DeclareParams))]
    public const string Narrow = "narrow";

    [RpcContract(RpcSocket.Agent, typeof(PolicyResult), Params = typeof(RequestParams))]
    public const string Request = "request";

    [RpcContract(RpcSocket.Agent, typeof(PolicyDocument), ResultContext = typeof(PolicyJson), Params = typeof(ExplainParams))]
    public const string Explain = "explain";

    [RpcContract(RpcSocket.Agent, typeof(SelfResult))]
    public const string Self = "self";

    [RpcContract(RpcSocket.Agent, typeof(DenialsResult), Params = typeof(DenialsParams))]
    public const string Denials = "denials";

    [RpcContract(RpcSocket.Agent, typeof(AgentResult))]
    public const string Events = "events";

    [RpcContract(RpcSocket.Agent, typeof(AgentResult))]
    public const string SessionEnd = "session.end";

    [RpcContract(RpcSocket.Agent, typeof(TaintResult), Params = typeof(TaintReportParams))]
    public const string TaintReport = "taint.report";

    [RpcContract(RpcSocket.Agent, typeof(TaintResult), Params = typeof(PageReportParams))]
    public const string PageReport = "page.report";

    [RpcContract(RpcSocket.Agent, typeof(ApprovalRecord), Params = typeof(ApprovalStateParams))]
    public const string ApprovalState = "approval_state";

    [RpcContract(RpcSocket.Control, typeof(StatusResult))]
    public const string Status = "status";

    [RpcContract(RpcSocket.Control, typeof(StopResult), Params = typeof(StopParams))]
    public const string Stop = "stop";

    [RpcContract(RpcSocket.Control, typeof(AgentListResult))]
    public const string Agents = "agents";

    [RpcContract(RpcSocket.Control, typeof(AgentStateResult), Params = typeof(AgentStateParams))]
    public const string AgentState = "agent_state";

    [RpcContract(RpcSocket.Control, typeof(AgentStateResult), Params = typeof(EnrolProcessParams))]
    public const string EnrolProcess = "enrol_process";

    [RpcContract(RpcSocket.Control, typeof(PolicyResult), Params = typeof(EnrolContainerParams))]
    public const string EnrolContainer = "enrol_container";

    [RpcContract(RpcSocket.Control, typeof(DecoyListResult))]
    public const string MirageList = "mirage_list";

    [RpcContract(RpcSocket.Control, typeof(DecoyListResult), Params = typeof(DecoyParams))]
    public const string MiragePlant = "mirage_plant";

    [RpcContract(RpcSocket.Control, typeof(DecoyListResult), Params = typeof(AgentStateParams))]
    public const string MirageRemove = "mirage_remove";

    [RpcContract(RpcSocket.Control, typeof(BrowserTokenResult), Params = typeof(BrowserTokenParams))]
    public const string BrowserToken = "browser_token";

    [RpcContract(RpcSocket.Control, typeof(JsonElement))]
    public const string Policy = "policy";

    [RpcContract(RpcSocket.Control, typeof(LogResult), Params = typeof(LogParams))]
    public const string Log = "log";

    [RpcContract(RpcSocket.Control, typeof(ApprovalListResult))]
    public const string ApprovalsList = "approvals_list";

    [RpcContract(RpcSocket.Control, typeof(ApprovalRecord), Params = typeof(ApproveParams))]
    public const string ApprovalsApprove = "approvals_approve";

    [RpcContract(RpcSocket.Control, typeof(ApprovalRecord), Params = typeof(DenyParams))]
    public const string ApprovalsDeny = "approvals_deny";

    [RpcContract(RpcSocket.Control, typeof(ReloadResult))]
    public const string PolicyReload = "policy_reload";

    [RpcContract(RpcSocket.Control, typeof(BlockListResult))]
    public const string HyperionList = "hyperion_list";

    [RpcContract(RpcSocket.Control, typeof(ProbeResult))]
    public const string HyperionProbe = "hyperion_probe";

    [RpcContract(RpcSocket.Control, typeof(BlockResult), Params = typeof(BlockParams))]
    public const string HyperionBlock = "hyperion_block";

    [RpcContract(RpcSocket.Control, typeof(UnblockResult), Params = typeof(UnblockParams))]
    public const string HyperionUnblock = "hyperion_unblock";

    [RpcContract(RpcSocket.Control, typeof(InterfaceResult), Params = typeof(InterfaceParams))]
    public const string HyperionAttach = "hyperion_attach";

    [RpcContract(RpcSocket.Control, typeof(InterfaceResult), Params = typeof(InterfaceParams))]
    public const string HyperionDetach = "hyperion_detach";
}
