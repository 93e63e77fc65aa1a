using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Telos.Core.Abi;
using Telos.Core.Adjudication;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon.Sockets;

/// <summary>
/// What a process of an agent may ask: another intent, more or less of the one in force, what is in force, what was
/// refused. Which agent that is, the kernel says.
/// </summary>
/// <param name="sweep">Has all agents' connections looked through, as a taint that rose may cut them.</param>
internal sealed class SessionMethods(
    AgentTable agents, LiveCeiling live, Docket docket, Journal journal, Denials denials, PolicyAnswers answers, Action sweep)
{
    private const int ReasonMax = 500;

    private static readonly TimeSpan s_ttlUnsaid = TimeSpan.FromMinutes(10);
    private readonly CompiledPolicies _compiled = new();

    /// <summary>Null for the method of somebody else.</summary>
    public RpcResponse? Serve(Peer peer, RpcRequest request) => request.Method switch
    {
        Methods.Declare => With(peer, request, ProtocolJson.Default.DeclareParams, given => TtlText.IsMilliseconds(given.TtlMs),
            "declare needs intent and may have ttl_ms", Declare),
        Methods.Narrow => With(peer, request, ProtocolJson.Default.DeclareParams, given => TtlText.IsMilliseconds(given.TtlMs),
            "narrow needs intent and may have ttl_ms", Narrow),
        Methods.Extend => With(peer, request, ProtocolJson.Default.ExtendParams, given => TtlText.IsMilliseconds(given.TtlMs),
            "extend needs ttl_ms", Extend),
        Methods.Request => With(peer, request, ProtocolJson.Default.RequestParams, _ => true, "request needs wish", Request),
        Methods.Denials => With(peer, request, ProtocolJson.Default.DenialsParams, given => given.Limit is null or > 0,
            "denials may have limit", FindDenials),
        Methods.ApprovalState => With(peer, request, ProtocolJson.Default.ApprovalStateParams, _ => true,
            "approval_state needs id", FindApproval),
        Methods.Self => With(peer, request, Describe),
        Methods.Events => With(peer, request, Follow),
        Methods.SessionEnd => With(peer, request, End),
        Methods.TaintReport => With(peer, request, ProtocolJson.Default.TaintReportParams, IsReport,
            $"taint.report needs level ({TaintText.Names}) and reason, of at most {ReasonMax} characters", ReportTaint),
        Methods.Explain => Explain(request),
        _ => null,
    };

    private RpcResponse With<T>(
        Peer peer, RpcRequest request, JsonTypeInfo<T> type, Predicate<T> isValid, string needs,
        Func<Peer, long, AgentEntry, T, RpcResponse> act)
        where T : class
    {
        return Rpc.TryParams(request, type, out T? parameters) && isValid(parameters!)
            ? AsAgent(peer, request.Id, agent => act(peer, request.Id, agent, parameters!))
            : Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, needs);
    }

    private RpcResponse With(Peer peer, RpcRequest request, Func<Peer, long, AgentEntry, RpcResponse> act)
    {
        bool isEmpty = request.Params is not JsonElement given
            || (given.ValueKind == JsonValueKind.Object && !given.EnumerateObject().Any());
        return isEmpty
            ? AsAgent(peer, request.Id, agent => act(peer, request.Id, agent))
            : Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, $"{request.Method} has no params");
    }

    private RpcResponse AsAgent(Peer peer, long id, Func<AgentEntry, RpcResponse> act)
    {
        using PidFd? process = peer.OpenProcess();
        return process is not null && agents.AgentOf(process) is uint member && agents.Find(member) is AgentEntry agent
            ? act(agent)
            : Rpc.Fail(id, RpcErrorCode.NotAnAgent,
                "this process is no agent: start it with telos run --intent TEXT -- COMMAND");
    }

    private RpcResponse Declare(Peer peer, long id, AgentEntry agent, DeclareParams given)
    {
        TimeSpan ttl = given.TtlMs is long asked ? TimeSpan.FromMilliseconds(asked)
            : agent.Policy is { HasGrants: true } former ? former.Ttl
            : s_ttlUnsaid;
        return PutInForce(peer, id, agent, given.Intent, ttl, objection: null);
    }

    private RpcResponse Narrow(Peer peer, long id, AgentEntry agent, DeclareParams given)
    {
        if (agent.LivePolicy is not CompiledPolicy current)
        {
            return NothingInForce(id);
        }

        TimeSpan left = agent.Left;
        TimeSpan ttl = given.TtlMs is long asked && asked < left.TotalMilliseconds ? TimeSpan.FromMilliseconds(asked) : left;
        return PutInForce(peer, id, agent, given.Intent, ttl, next => next.IsWithin(current)
            ? null
            : "it would widen the policy in force, which narrow never does: declare it");
    }

    private RpcResponse Extend(Peer peer, long id, AgentEntry agent, ExtendParams given)
    {
        if (agent.LivePolicy is not CompiledPolicy current)
        {
            return NothingInForce(id);
        }

        Taint taint = agents.TaintOf(agent.Id);
        return taint == Taint.Clean
            ? PutInForce(peer, id, agent, current.Goal, TimeSpan.FromMilliseconds(given.TtlMs), objection: null)
            : Rpc.Fail(id, RpcErrorCode.IntentRefused,
                $"the agent is tainted ({taint.ToString().ToUpperInvariant()}): its policy ends when it was to end");
    }

    // The same words with others behind them: nothing of what is in force may be lost to them.
    private RpcResponse Request(Peer peer, long id, AgentEntry agent, RequestParams given)
    {
        if (agent.LivePolicy is not CompiledPolicy current)
        {
            return NothingInForce(id);
        }

        return PutInForce(peer, id, agent, $"{current.Goal}. Then {given.Wish}", agent.Left, next => current.IsWithin(next)
            ? null
            : "these words take back what is granted: declare what the work is instead");
    }

    private RpcResponse PutInForce(
        Peer peer, long id, AgentEntry agent, string goal, TimeSpan ttl, Func<CompiledPolicy, string?>? objection)
    {
        ulong now = Clock.BootNs();
        CompiledPolicy policy = agents.WithinParent(agent, _compiled.Compile(
            goal, ttl, live.Current, agent.Profile, docket.LiftsOf(agent.Id, goal, now)));
        if (!policy.HasGrants)
        {
            journal.IntentRefused(agent.Id, peer.Credentials, policy);
            return PolicyAnswers.Refused(id, policy, docket.File(agent, policy, agent.Policy, now));
        }

        Taint taint = agents.TaintOf(agent.Id);
        string? refusal = NarrowRule.Objection(taint, agent.LivePolicy, policy) ?? objection?.Invoke(policy);
        if (refusal is not null)
        {
            journal.IntentRefused(agent.Id, peer.Credentials, policy);
            return Rpc.Fail(id, RpcErrorCode.IntentRefused, refusal);
        }

        // Longer would be wider too.
        TimeSpan left = agent.Left;
        policy = taint == Taint.Clean || policy.Ttl <= left ? policy : policy with { Ttl = left };
        List<string> missing = agents.Declare(agent, policy);
        journal.Declared(agent, peer.Credentials);
        return answers.Granted(id, agent, policy, missing, docket.File(agent, policy, policy, now));
    }

    private RpcResponse Explain(RpcRequest request)
    {
        if (!Rpc.TryParams(request, ProtocolJson.Default.ExplainParams, out ExplainParams? given)
            || !TtlText.IsMilliseconds(given!.TtlMs) || given.Actions?.Any(action => action is null) == true)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, "explain needs intent and may have actions and ttl_ms");
        }

        TimeSpan ttl = given.TtlMs is long asked ? TimeSpan.FromMilliseconds(asked) : s_ttlUnsaid;
        CompiledPolicy policy = PolicyCompiler.Compile(given.Intent, given.Actions ?? [], ttl, live.Current);
        return Rpc.Reply(request.Id, PolicyDocument.From(policy), PolicyJson.Default.Document);
    }

    private RpcResponse Describe(Peer peer, long id, AgentEntry agent)
    {
        AgentState state = agents.StateOf(agent.Id);
        ReadOnlySpan<ulong> refused = state.Refused;
        SelfResult result = new(
            agent.Id,
            agent.Mode.ToString().ToLowerInvariant(),
            agents.TaintOf(agent.Id).ToString().ToUpperInvariant(),
            agent.Goal,
            (long)agent.Left.TotalMilliseconds,
            agent.LivePolicy is CompiledPolicy current ? [.. PolicyText.Render(current)] : [],
            answers.Off,
            refused[(int)Gate.Exec],
            refused[(int)Gate.Network],
            refused[(int)Gate.File],
            refused[(int)Gate.Lineage],
            refused[(int)Gate.Tamper],
            agent.ParentIdOrNull);
        return Rpc.Reply(id, result, ProtocolJson.Default.SelfResult);
    }

    private RpcResponse FindDenials(Peer peer, long id, AgentEntry agent, DenialsParams given) => Rpc.Reply(
        id, denials.Find(agent.Id, given.Limit ?? ProtocolLimits.DenialsKeptMax), ProtocolJson.Default.DenialsResult);

    // What was refused before is told by denials.
    private RpcResponse Follow(Peer peer, long id, AgentEntry agent) =>
        peer.Outbox.TryOpen(follower => denials.Follow(agent.Id, follower))
            ? Rpc.Reply(id, new AgentResult(agent.Id), ProtocolJson.Default.AgentResult)
            : Rpc.Fail(id, RpcErrorCode.TooMany,
                $"{ProtocolLimits.FollowersMax} connections of this agent are told of its refusals already");

    private RpcResponse End(Peer peer, long id, AgentEntry agent)
    {
        CompiledPolicy nothing = new(Verdict.Deny, "the session is over", TimeSpan.FromMilliseconds(1), [], [], [], []);
        agents.Declare(agent, nothing);
        journal.Declared(agent, peer.Credentials);
        _ = docket.File(agent, nothing, nothing, Clock.BootNs());
        return Rpc.Reply(id, new AgentResult(agent.Id), ProtocolJson.Default.AgentResult);
    }

    private static bool IsReport(TaintReportParams given) =>
        TaintText.TryParse(given.Level, out _) && given.Reason.Length is > 0 and <= ReasonMax;

    // Its connections are looked through at once, as after a read that the gates saw.
    private RpcResponse ReportTaint(Peer peer, long id, AgentEntry agent, TaintReportParams given)
    {
        _ = TaintText.TryParse(given.Level, out Taint level);
        if (agents.RaiseTaint(agent, level))
        {
            journal.TaintReported(agent, peer.Credentials, level, given.Reason);
            sweep();
        }

        string now = agents.TaintOf(agent.Id).ToString().ToUpperInvariant();
        return Rpc.Reply(id, new TaintResult(agent.Id, now), ProtocolJson.Default.TaintResult);
    }

    // An agent learns of its own alone, and not which others there are.
    private RpcResponse FindApproval(Peer peer, long id, AgentEntry agent, ApprovalStateParams given) =>
        docket.Find(given.Id) is Approval approval && approval.AgentId == agent.Id
            ? Rpc.Reply(id, ApprovalText.Describe(approval, Clock.BootNs()), ProtocolJson.Default.ApprovalRecord)
            : Rpc.Fail(id, RpcErrorCode.NotPending, "this agent has no such approval");

    private static RpcResponse NothingInForce(long id) => Rpc.Fail(
        id, RpcErrorCode.IntentRefused, "no policy is in force: declare an intent");
}
