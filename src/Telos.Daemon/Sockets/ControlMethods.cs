using System.Text.Json;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Daemon.Hyperion;
using Telos.Daemon.Mirage;
using Telos.Daemon.Pages;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon.Sockets;

/// <summary>What control.sock answers. Only root can connect to it, and only root is served.</summary>
[RpcDispatch]
internal sealed partial class ControlMethods(
    StatusReader status, AgentTable agents, Journal journal, LiveCeiling ceiling, CeilingReload reload,
    HyperionMethods hyperion, ApprovalMethods approvals, ContainerMethods containers, BrowserTokenMethods browsers,
    MirageMethods mirage, Action<bool> stop)
{
    private static string LogNeeds => $"log may have after (an id) and limit (1 to {ProtocolLimits.LogRecordsMax})";

    public RpcResponse Serve(Peer peer, RpcRequest request)
    {
        if (peer.Credentials.Uid != 0)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.RootOnly, "only root may ask here");
        }

        try
        {
            using PidFd? process = peer.OpenProcess();
            if (process is null || agents.AgentOf(process) is not null)
            {
                return Rpc.Fail(request.Id, RpcErrorCode.RootOnly, "agents are not served here, root or not");
            }

            return Dispatch(peer, request) ?? hyperion.Dispatch(peer, request) ?? approvals.Dispatch(peer, request)
                ?? containers.Dispatch(peer, request) ?? browsers.Dispatch(peer, request)
                ?? mirage.Dispatch(peer, request)
                ?? Rpc.NoMethod(request);
        }
        catch (Exception error) when (error is DaemonException or LinuxException or IOException or UnauthorizedAccessException)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.KernelRefused, error.Message);
        }
    }

    [RpcMethod(Methods.Status)]
    private Answer<StatusResult> Status() => status.Read();

    [RpcMethod(Methods.Agents)]
    private Answer<AgentListResult> Agents() => new AgentListResult(status.DescribeAll());

    [RpcMethod(Methods.AgentState, Needs = "agent_state needs agent_id")]
    private Answer<AgentStateResult> FindAgent(AgentStateParams wanted) => agents.Find(wanted.AgentId) is AgentEntry agent
        ? status.Describe(agent)
        : new RpcError(RpcErrorCode.NotAnAgent, $"no agent {wanted.AgentId} is running");

    [RpcMethod(Methods.EnrolProcess, Valid = nameof(IsSound), Needs = "enrol_process needs agent_id and pid")]
    private Answer<AgentStateResult> EnrolProcess(Peer peer, EnrolProcessParams given)
    {
        AgentEntry agent = agents.Join(given.AgentId, given.Pid);
        journal.Joined(agent, peer.Credentials, given.Pid);
        return status.Describe(agent);
    }

    [RpcMethod(Methods.Policy)]
    private Answer<JsonElement> Policy() => JsonElement.Parse(CeilingText.ToJson(ceiling.Current));

    // From the files, which hold all that was acknowledged.
    [RpcMethod(Methods.Log, Valid = nameof(IsSound), NeedsIn = nameof(LogNeeds))]
    private static Answer<LogResult> Log(LogParams? wanted)
    {
        LogParams given = wanted ?? new LogParams();
        int limit = given.Limit ?? ProtocolLimits.LogRecordsMax;
        AuditRecord[] found = given.After is long after
            ? [.. AuditFile.ReadAll().Where(record => record.Id > after).Take(limit + 1)]
            : [.. AuditFile.ReadAll().TakeLast(limit)];
        return new LogResult(found[..Math.Min(found.Length, limit)], found.Length > limit);
    }

    [RpcMethod(Methods.PolicyReload)]
    private Answer<ReloadResult> Reload(Peer peer)
    {
        try
        {
            return new ReloadResult([.. reload.Reload(peer.Credentials).Lines()]);
        }
        catch (DaemonException error)
        {
            string[] faults = error.Message.Split('\n');
            return new RpcError(
                RpcErrorCode.PolicyFileRefused, "policy.yaml has a fault: the ceiling in force stays", faults);
        }
    }

    [RpcMethod(Methods.Stop, Needs = "stop needs kill_agents")]
    private Answer<StopResult> Stop(StopParams wanted)
    {
        // Closed before anything is taken out: an agent enrolled in between would be free.
        int running = agents.Close(wanted.KillAgents);
        if (running > 0 && !wanted.KillAgents)
        {
            return new RpcError(RpcErrorCode.AgentsRunning,
                $"{running} agent(s) are running and would be free: end them first, or telos stop --kill-agents");
        }

        int killed = agents.KillAll();
        stop(true);
        return new StopResult(killed);
    }

    private static bool IsSound(EnrolProcessParams given) => given.Pid > 0;

    private static bool IsSound(LogParams given) =>
        given.Limit is not (< 1 or > ProtocolLimits.LogRecordsMax) && given.After is not < 0;
}
