using Telos.Core.Abi;
using Telos.Core.Adjudication;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon.Sockets;

/// <summary>What agent.sock answers: becoming an agent, declaring another intent as one, what became of an escalation.</summary>
internal sealed class AgentMethods(AgentTable agents, LiveCeiling live, Docket docket, Journal journal, GateScope scope)
{
    public RpcResponse Serve(Peer peer, RpcRequest request)
    {
        try
        {
            return request.Method switch
            {
                Methods.Enrol => Enrol(peer, request),
                Methods.EnrolCanary => EnrolCanary(peer, request),
                Methods.Declare => Declare(peer, request),
                Methods.ApprovalState => ApprovalState(peer, request),
                _ => Rpc.Fail(request.Id, RpcErrorCode.MethodNotFound, $"no method {request.Method}"),
            };
        }
        catch (Exception error) when (error is DaemonException or LinuxException or IOException or UnauthorizedAccessException)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.KernelRefused, error.Message);
        }
    }

    private RpcResponse Enrol(Peer peer, RpcRequest request)
    {
        if (!Rpc.TryParams(request, ProtocolJson.Default.EnrolParams, out EnrolParams? parameters)
            || !IsTtl(parameters!.TtlMs)
            || !IsPath(parameters.Command)
            || (parameters.Directory is string directory && !IsPath(directory)))
        {
            return Rpc.Fail(request.Id, RpcErrorCode.InvalidParams,
                "enrol needs intent, ttl_ms, command (absolute), arguments");
        }

        using PidFd? process = peer.OpenProcess();
        if (process is null)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.PeerGone, "the calling process is gone");
        }

        if (agents.AgentOf(process) is uint member)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.AlreadyAnAgent,
                $"this process belongs to agent {member} already: use telos declare in it");
        }

        ulong now = Clock.BootNs();
        Ceiling ceiling = live.Current;
        CompiledPolicy policy = PolicyCompiler.Compile(
            parameters.Intent, TimeSpan.FromMilliseconds(parameters.TtlMs), ceiling);
        if (!policy.HasGrants)
        {
            journal.IntentRefused(0, peer.Credentials, policy);
            return Refused(request.Id, policy, []);
        }

        (AgentEntry agent, List<string> missing) = agents.Enrol(
            process, peer.Credentials.Uid, parameters.Command, policy, ceiling.Mode, parameters.Directory);
        journal.Enrolled(agent, peer.Credentials, parameters);
        return Granted(request.Id, agent, policy, missing, docket.File(agent, policy, policy, now));
    }

    private RpcResponse EnrolCanary(Peer peer, RpcRequest request)
    {
        if (peer.Credentials.Uid != 0)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.RootOnly, "only root runs the canary");
        }

        using PidFd? process = peer.OpenProcess();
        if (process is null)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.PeerGone, "the calling process is gone");
        }

        (AgentEntry agent, _) = agents.Enrol(process, 0, command: null, policy: null, Mode.Enforce);
        PolicyResult result = new(agent.Id, "enforce", TtlMs: 0, Lines: [], Missing: [], Off());
        return Rpc.Reply(request.Id, result, ProtocolJson.Default.PolicyResult);
    }

    private RpcResponse Declare(Peer peer, RpcRequest request)
    {
        if (!Rpc.TryParams(request, ProtocolJson.Default.DeclareParams, out DeclareParams? parameters)
            || (parameters!.TtlMs is long asked && !IsTtl(asked)))
        {
            return Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, "declare needs intent and may have ttl_ms");
        }

        using PidFd? process = peer.OpenProcess();
        if (process is null || agents.AgentOf(process) is not uint id || agents.Find(id) is not AgentEntry agent)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.NotAnAgent,
                "this process is no agent: start it with telos run --intent TEXT -- COMMAND");
        }

        Ceiling ceiling = live.Current;
        TimeSpan ttl = parameters!.TtlMs is long given
            ? TimeSpan.FromMilliseconds(given)
            : agent.Policy?.Ttl ?? ceiling.TtlMax;
        ulong now = Clock.BootNs();
        CompiledPolicy policy = LiftedPolicy.Compile(
            parameters.Intent, ttl, ceiling, docket.LiftsOf(id, parameters.Intent, now));
        if (!policy.HasGrants)
        {
            journal.IntentRefused(id, peer.Credentials, policy);
            return Refused(request.Id, policy, docket.File(agent, policy, agent.Policy, now));
        }

        Taint taint = agents.TaintOf(id);
        if (NarrowRule.Objection(taint, agent.LivePolicy, policy) is string objection)
        {
            journal.IntentRefused(id, peer.Credentials, policy);
            return Rpc.Fail(request.Id, RpcErrorCode.IntentRefused, objection);
        }

        // Longer would be wider too.
        TimeSpan left = agent.Left;
        policy = taint == Taint.Clean || policy.Ttl <= left ? policy : policy with { Ttl = left };

        List<string> missing = agents.Declare(agent, policy);
        journal.Declared(agent, peer.Credentials);
        return Granted(request.Id, agent, policy, missing, docket.File(agent, policy, policy, now));
    }

    // An agent learns of its own alone, and not which others there are.
    private RpcResponse ApprovalState(Peer peer, RpcRequest request)
    {
        if (!Rpc.TryParams(request, ProtocolJson.Default.ApprovalStateParams, out ApprovalStateParams? parameters))
        {
            return Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, "approval_state needs id");
        }

        using PidFd? process = peer.OpenProcess();
        if (process is null || agents.AgentOf(process) is not uint id)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.NotAnAgent, "this process is no agent");
        }

        return docket.Find(parameters!.Id) is Approval approval && approval.AgentId == id
            ? Rpc.Reply(
                request.Id, ApprovalText.Describe(approval, Clock.BootNs()), ProtocolJson.Default.ApprovalRecord)
            : Rpc.Fail(request.Id, RpcErrorCode.NotPending, "this agent has no such approval");
    }

    private string[] Off() => [.. scope.Off.Select(gate => gate.Gate)];

    private static bool IsPath(string text) => text.StartsWith('/') && !text.Contains('\0', StringComparison.Ordinal);

    private static bool IsTtl(long ttlMs) => ttlMs > 0 && ttlMs <= (long)TtlText.Max.TotalMilliseconds;

    private static RpcResponse Refused(long id, CompiledPolicy policy, Approval[] approvals) => Rpc.Fail(
        id,
        RpcErrorCode.IntentRefused,
        approvals.Length == 0 ? "the intent was refused" : "the intent is not in force: somebody is asked",
        [.. PolicyText.Render(policy)],
        Describe(approvals));

    private static ApprovalRecord[]? Describe(Approval[] approvals)
    {
        ulong now = Clock.BootNs();
        return approvals.Length == 0 ? null : [.. approvals.Select(approval => ApprovalText.Describe(approval, now))];
    }

    private RpcResponse Granted(
        long id, AgentEntry agent, CompiledPolicy policy, List<string> missing, Approval[] approvals)
    {
        PolicyResult result = new(
            agent.Id,
            agent.Mode.ToString().ToLowerInvariant(),
            (long)policy.Ttl.TotalMilliseconds,
            [.. PolicyText.Render(policy)],
            [.. missing],
            Off(),
            Describe(approvals));
        return Rpc.Reply(id, result, ProtocolJson.Default.PolicyResult);
    }
}
