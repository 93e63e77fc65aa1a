using System.Text;
using Telos.Core.Abi;
using Telos.Core.Adjudication;
using Telos.Core.Mirage;
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
/// <param name="leaks">That no intent may have in it.</param>
/// <param name="sweep">Has all agents' connections looked through, as a taint that rose may cut them.</param>
[RpcDispatch(Caller = nameof(FindCaller))]
internal sealed partial class SessionMethods(
    AgentTable agents, LiveCeiling live, Docket docket, Journal journal, Denials denials, PolicyAnswers answers,
    TokenIndex leaks, Action sweep)
{
    private const int ReasonMax = 500;

    private static readonly TimeSpan s_ttlUnsaid = TimeSpan.FromMinutes(10);
    private readonly CompiledPolicies _compiled = new();

    private static string ReportNeeds =>
        $"taint.report needs level ({TaintText.Names}) and reason, of at most {ReasonMax} characters";

    private Answer<AgentEntry> FindCaller(Peer peer)
    {
        using PidFd? process = peer.OpenProcess();
        return process is not null && agents.AgentOf(process) is uint member && agents.Find(member) is AgentEntry agent
            ? agent
            : new RpcError(
                RpcErrorCode.NotAnAgent, "this process is no agent: start it with telos run --intent TEXT -- COMMAND");
    }

    [RpcMethod(Methods.Declare, Valid = nameof(IsSound), Needs = "declare needs intent and may have ttl_ms")]
    private Answer<PolicyResult> Declare(Peer peer, AgentEntry agent, DeclareParams given)
    {
        TimeSpan ttl = given.TtlMs is long asked ? TimeSpan.FromMilliseconds(asked)
            : agent.Policy is { HasGrants: true } former ? former.Ttl
            : s_ttlUnsaid;
        return PutInForce(peer, agent, given.Intent, ttl, objection: null);
    }

    [RpcMethod(Methods.Narrow, Valid = nameof(IsSound), Needs = "narrow needs intent and may have ttl_ms")]
    private Answer<PolicyResult> Narrow(Peer peer, AgentEntry agent, DeclareParams given)
    {
        if (agent.LivePolicy is not CompiledPolicy current)
        {
            return NothingInForce();
        }

        TimeSpan left = agent.Left;
        TimeSpan ttl = given.TtlMs is long asked && asked < left.TotalMilliseconds ? TimeSpan.FromMilliseconds(asked) : left;
        return PutInForce(peer, agent, given.Intent, ttl, next => next.IsWithin(current)
            ? null
            : "it would widen the policy in force, which narrow never does: declare it");
    }

    [RpcMethod(Methods.Extend, Valid = nameof(IsSound), Needs = "extend needs ttl_ms")]
    private Answer<PolicyResult> Extend(Peer peer, AgentEntry agent, ExtendParams given)
    {
        if (agent.LivePolicy is not CompiledPolicy current)
        {
            return NothingInForce();
        }

        Taint taint = agents.TaintOf(agent.Id);
        return taint == Taint.Clean
            ? PutInForce(peer, agent, current.Goal, TimeSpan.FromMilliseconds(given.TtlMs), objection: null)
            : new RpcError(RpcErrorCode.IntentRefused,
                $"the agent is tainted ({taint.ToString().ToUpperInvariant()}): its policy ends when it was to end");
    }

    // The same words with others behind them: nothing of what is in force may be lost to them.
    [RpcMethod(Methods.Request, Needs = "request needs wish")]
    private Answer<PolicyResult> Request(Peer peer, AgentEntry agent, RequestParams given)
    {
        if (agent.LivePolicy is not CompiledPolicy current)
        {
            return NothingInForce();
        }

        return PutInForce(peer, agent, $"{current.Goal}. Then {given.Wish}", agent.Left, next => current.IsWithin(next)
            ? null
            : "these words take back what is granted: declare what the work is instead");
    }

    private Answer<PolicyResult> PutInForce(
        Peer peer, AgentEntry agent, string goal, TimeSpan ttl, Func<CompiledPolicy, string?>? objection)
    {
        ulong now = Clock.BootNs();
        CompiledPolicy policy = agents.WithinParent(agent, _compiled.Compile(
            goal, ttl, live.Current, agent.Profile, docket.LiftsOf(agent.Id, goal, now)));
        if (!policy.HasGrants)
        {
            journal.IntentRefused(agent.Id, peer.Credentials, policy);
            return PolicyAnswers.Refused(policy, docket.File(agent, policy, agent.Policy, now));
        }

        Taint taint = agents.TaintOf(agent.Id);
        string? refusal = LeakIn(goal) ?? NarrowRule.Objection(taint, agent.LivePolicy, policy) ?? objection?.Invoke(policy);
        if (refusal is not null)
        {
            journal.IntentRefused(agent, peer.Credentials, policy, refusal, taint);
            return new RpcError(RpcErrorCode.IntentRefused, refusal);
        }

        // Longer would be wider too.
        TimeSpan left = agent.Left;
        policy = taint == Taint.Clean || policy.Ttl <= left ? policy : policy with { Ttl = left };
        List<string> missing = agents.Declare(agent, policy);
        journal.Declared(agent, peer.Credentials);
        return answers.Granted(agent, policy, missing, docket.File(agent, policy, policy, now));
    }

    private string? LeakIn(string goal) => !leaks.IsEmpty && leaks.Find(Encoding.UTF8.GetBytes(goal)) is uint id
        ? $"the words have a token in them that lies in a decoy of agent {id}: nobody needs it for any work"
        : null;

    [RpcMethod(
        Methods.Explain, Valid = nameof(IsSound), Needs = "explain needs intent and may have actions and ttl_ms")]
    private Answer<PolicyDocument> Explain(ExplainParams given)
    {
        TimeSpan ttl = given.TtlMs is long asked ? TimeSpan.FromMilliseconds(asked) : s_ttlUnsaid;
        return PolicyDocument.From(PolicyCompiler.Compile(given.Intent, given.Actions ?? [], ttl, live.Current));
    }

    [RpcMethod(Methods.Self, Needs = "self has no params")]
    private Answer<SelfResult> Describe(AgentEntry agent)
    {
        AgentState state = agents.StateOf(agent.Id);
        ReadOnlySpan<ulong> refused = state.Refused;
        return new SelfResult(
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
    }

    [RpcMethod(Methods.Denials, Valid = nameof(IsSound), Needs = "denials may have limit")]
    private Answer<DenialsResult> FindDenials(AgentEntry agent, DenialsParams given) =>
        denials.Find(agent.Id, given.Limit ?? ProtocolLimits.DenialsKeptMax);

    // What was refused before is told by denials.
    [RpcMethod(Methods.Events, Needs = "events has no params")]
    private Answer<AgentResult> Follow(Peer peer, AgentEntry agent) =>
        peer.Outbox.TryOpen(follower => denials.Follow(agent.Id, follower))
            ? new AgentResult(agent.Id)
            : new RpcError(RpcErrorCode.TooMany,
                $"{ProtocolLimits.FollowersMax} connections of this agent are told of its refusals already");

    [RpcMethod(Methods.SessionEnd, Needs = "session.end has no params")]
    private Answer<AgentResult> End(Peer peer, AgentEntry agent)
    {
        CompiledPolicy nothing = new(Verdict.Deny, "the session is over", TimeSpan.FromMilliseconds(1), [], [], [], []);
        agents.Declare(agent, nothing);
        journal.Declared(agent, peer.Credentials);
        _ = docket.File(agent, nothing, nothing, Clock.BootNs());
        return new AgentResult(agent.Id);
    }

    // Its connections are looked through at once, as after a read that the gates saw.
    [RpcMethod(Methods.TaintReport, Valid = nameof(IsSound), NeedsIn = nameof(ReportNeeds))]
    private Answer<TaintResult> ReportTaint(Peer peer, AgentEntry agent, TaintReportParams given)
    {
        _ = TaintText.TryParse(given.Level, out Taint level);
        if (agents.RaiseTaint(agent, level))
        {
            journal.TaintReported(agent, peer.Credentials, level, given.Reason);
            sweep();
        }

        return new TaintResult(agent.Id, agents.TaintOf(agent.Id).ToString().ToUpperInvariant());
    }

    // An agent learns of its own alone, and not which others there are.
    [RpcMethod(Methods.ApprovalState, Needs = "approval_state needs id")]
    private Answer<ApprovalRecord> FindApproval(AgentEntry agent, ApprovalStateParams given) =>
        docket.Find(given.Id) is Approval approval && approval.AgentId == agent.Id
            ? ApprovalText.Describe(approval, Clock.BootNs())
            : new RpcError(RpcErrorCode.NotPending, "this agent has no such approval");

    private static RpcError NothingInForce() =>
        new(RpcErrorCode.IntentRefused, "no policy is in force: declare an intent");

    private static bool IsSound(DeclareParams given) => TtlText.IsMilliseconds(given.TtlMs);

    private static bool IsSound(ExtendParams given) => TtlText.IsMilliseconds(given.TtlMs);

    private static bool IsSound(DenialsParams given) => given.Limit is null or > 0;

    private static bool IsSound(ExplainParams given) =>
        TtlText.IsMilliseconds(given.TtlMs) && given.Actions?.Any(action => action is null) != true;

    private static bool IsSound(TaintReportParams given) =>
        TaintText.TryParse(given.Level, out _) && given.Reason.Length is > 0 and <= ReasonMax;
}
