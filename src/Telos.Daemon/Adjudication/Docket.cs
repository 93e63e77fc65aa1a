using Telos.Core.Abi;
using Telos.Core.Adjudication;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Linux;

namespace Telos.Daemon.Adjudication;

/// <summary>
/// What running agents' intents escalate, and what was answered. It ends with the daemon, which denies what is pending;
/// what was approved is in the kernel, with its end. An approval is a policy compiled anew under the ceiling: it can grant
/// nothing that the ceiling denies.
/// </summary>
internal sealed class Docket(AgentTable agents, LiveCeiling live, Journal journal)
{
    private readonly Lock _lock = new();
    private readonly AdjudicationRules _rules = live.Current.Adjudication;
    private readonly FilingTable _filings = new();
    private ulong _advancedNs = Clock.BootNs();
    private long _unasked;

    /// <summary>Somebody is to be asked: whose turn it is, by the operator's order.</summary>
    public event Action<Approval>? Asking;

    /// <summary>A grant ended before its policy did: connections may be open that it was for.</summary>
    public event Action? Lapsed;

    public long Unasked => Interlocked.Read(ref _unasked);

    /// <summary>What was approved for these words of this agent and holds when it declares them again.</summary>
    public IReadOnlyList<Lift> LiftsOf(uint agentId, string goal, ulong nowNs)
    {
        lock (_lock)
        {
            return _filings.Find(agentId) is Filing filing && filing.Goal == goal ? filing.Lifts(nowNs, again: true) : [];
        }
    }

    /// <summary>
    /// Takes a declared intent's escalations up and has somebody asked. Returns what is pending or answered for it.
    /// </summary>
    /// <param name="policy">As compiled with <see cref="LiftsOf"/>.</param>
    /// <param name="inForce">The same, or what stays in force because it was refused.</param>
    /// <param name="declaredNs">From when its time counts.</param>
    public Approval[] File(AgentEntry agent, CompiledPolicy policy, CompiledPolicy? inForce, ulong declaredNs)
    {
        // A tainted agent narrows its policy alone, whoever would approve more; one that another started, that one's.
        bool mayWiden = !_rules.Order.IsEmpty && agent.ParentId == 0 && agents.TaintOf(agent.Id) == Taint.Clean;
        IReadOnlyList<Lift> lifts = LiftsOf(agent.Id, policy.Goal, declaredNs);
        IReadOnlyList<Escalation> wishes = mayWiden ? Escalation.Of(policy, live.Current, lifts) : [];
        List<Approval> asked = [];
        Approval[] known;
        lock (_lock)
        {
            Filing filing = _filings.Of(agent.Id);
            ulong endsNs = declaredNs + ((ulong)policy.Ttl.Ticks * 100);
            filing.Declare(policy, inForce, endsNs);
            ulong now = Clock.BootNs();
            foreach (Escalation wish in wishes.Where(wish => !filing.Knows(wish.Subject, now)))
            {
                Approval approval = Approval.File(
                    _filings.FreeId(), agent.Id, agent.Uid, policy.Goal, wish, endsNs, now, _rules.Timeout);
                if (filing.TryAdd(approval, now))
                {
                    asked.Add(approval);
                }
                else
                {
                    _unasked++;
                }
            }

            known = [.. filing.Approvals.Where(approval => approval.Goal == policy.Goal && now < approval.IntentEndsNs
                && approval.State is not (ApprovalState.Withdrawn or ApprovalState.Expired))];
        }

        asked.ForEach(Ask);
        return known;
    }

    public Approval? Find(string id)
    {
        lock (_lock)
        {
            return _filings.FindApproval(id, out _);
        }
    }

    public Approval[] List()
    {
        lock (_lock)
        {
            return
            [
                .. _filings.All.SelectMany(filing => filing.Approvals)
                    .OrderBy(approval => approval.State != ApprovalState.Pending).ThenBy(approval => approval.DeadlineNs),
            ];
        }
    }

    /// <summary>Grants it, by another policy for the agent that is in force when this returns.</summary>
    /// <returns>Null, and why in words, when it is not to be granted.</returns>
    /// <exception cref="DaemonException">It cannot be put in force: the policy in force stays, and it stays pending.</exception>
    public Approval? Approve(string id, Ruling ruling, out string error)
    {
        if (!_rules.Order.Contains(ruling.By))
        {
            error = $"adjudication.order does not ask a {ruling.Name}";
            return null;
        }

        Filing? filing = FilingWith(id);
        if (filing is null)
        {
            error = Unknown(id);
            return null;
        }

        lock (filing.Deciding)
        {
            return Approve(filing, id, ruling, out error);
        }
    }

    /// <returns>Null, and why in words, when it was decided already.</returns>
    public Approval? Deny(string id, Ruling ruling, out string error)
    {
        Filing? filing = FilingWith(id);
        if (filing is null)
        {
            error = Unknown(id);
            return null;
        }

        // Not while it is being approved: what was denied is not in force afterwards.
        lock (filing.Deciding)
        {
            Approval denied;
            lock (_lock)
            {
                Approval? approval = _filings.FindApproval(id, out _);
                error = Objection(id, approval, Clock.BootNs());
                if (error.Length > 0)
                {
                    return null;
                }

                denied = approval!.Deny(ruling.Name, ruling.Answer);
                filing.Put(denied);
            }

            journal.Adjudicated("approval-denied", denied, ruling.Peer);
            return denied;
        }
    }

    /// <summary>Whoever was asked has not answered, and does not.</summary>
    /// <param name="turn">Whose that was: it may be another's by now.</param>
    public void Pass(string id, int turn)
    {
        Approval passed;
        lock (_lock)
        {
            ulong now = Clock.BootNs();
            if (_filings.FindApproval(id, out Filing? filing) is not Approval approval
                || !approval.IsPending(now) || approval.Turn != turn)
            {
                return;
            }

            passed = approval.Pass(_rules.Order.Length, now, _rules.Timeout);
            filing!.Put(passed);
        }

        AskNext(passed);
    }

    /// <summary>
    /// Denies what nobody answered in time, and forgets agents that ended. Whether there is anything that comes to an end by
    /// itself.
    /// </summary>
    public bool Advance(ulong nowNs)
    {
        List<Approval> passed = [];
        bool hasLapsed = false;
        bool willEnd = false;
        lock (_lock)
        {
            foreach (Filing filing in _filings.All.ToArray())
            {
                foreach (Approval approval in filing.Approvals.Where(approval =>
                    approval.State == ApprovalState.Pending && approval.DeadlineNs <= nowNs).ToArray())
                {
                    passed.Add(approval.Pass(_rules.Order.Length, nowNs, _rules.Timeout));
                    filing.Put(passed[^1]);
                }

                hasLapsed |= filing.Approvals.Any(approval => approval.State == ApprovalState.Approved
                    && approval.UntilNs > _advancedNs && approval.UntilNs <= nowNs);
                willEnd |= filing.Approvals.Any(approval => approval.State == ApprovalState.Pending
                    || (approval.State == ApprovalState.Approved && approval.UntilNs > nowNs));
                if (agents.Find(filing.AgentId) is null)
                {
                    _filings.Remove(filing.AgentId);
                }
            }

            _advancedNs = nowNs;
        }

        passed.ForEach(AskNext);
        if (hasLapsed)
        {
            Lapsed?.Invoke();
        }

        return willEnd;
    }

    private Approval? Approve(Filing filing, string id, Ruling ruling, out string error)
    {
        ulong now = Clock.BootNs();
        Approval? approval;
        CompiledPolicy? inForce;
        List<Lift> lifts;
        (string Goal, TimeSpan Ttl, ulong EndsNs) intent;
        lock (_lock)
        {
            approval = _filings.FindApproval(id, out _);
            (inForce, lifts) = (filing.InForce, filing.Lifts(now, again: false));
            intent = (filing.Goal, filing.Ttl, filing.EndsNs);
        }

        error = Objection(id, approval, now);
        if (error.Length > 0)
        {
            return null;
        }

        if (agents.Find(filing.AgentId) is not AgentEntry agent)
        {
            error = $"agent {filing.AgentId} has ended";
            return null;
        }

        Taint taint = agents.TaintOf(agent.Id);
        if (taint != Taint.Clean)
        {
            error = $"agent {agent.Id} is tainted ({taint.ToString().ToUpperInvariant()}): nothing widens its policy any more";
            return null;
        }

        Approval approved = approval!.Approve(now, ruling.Name, ruling.Answer, ruling.Once, ruling.Longest);
        lifts.Add(new Lift(approved.Wish.Subject, approved.UntilNs));
        CompiledPolicy policy = ProfiledPolicy.Compile(intent.Goal, intent.Ttl, live.Current, agent.Profile, lifts);
        agents.Amend(agent, policy, inForce, intent.EndsNs);
        lock (_lock)
        {
            // The agent may have declared something else while this was put in force: the filing is that one's by now.
            if (filing.Goal == intent.Goal && ReferenceEquals(filing.InForce, inForce))
            {
                filing.InForce = policy;
            }

            // Time may have run out meanwhile, or other words have withdrawn it, with the policy that it is in.
            if (_filings.FindApproval(id, out _) is { State: ApprovalState.Pending or ApprovalState.Expired })
            {
                filing.Put(approved);
            }
        }

        journal.Adjudicated("approved", approved, ruling.Peer);
        return approved;
    }

    private static string Objection(string id, Approval? approval, ulong nowNs) =>
        approval is null ? Unknown(id)
        : approval.State != ApprovalState.Pending ? $"{id} is {ApprovalText.Name(approval.State)} already"
        : approval.IsPending(nowNs) ? ""
        : $"the intent of {id} has ended";

    private static string Unknown(string id) => $"there is no approval {id}: telos approvals shows which there are";

    private Filing? FilingWith(string id)
    {
        lock (_lock)
        {
            _ = _filings.FindApproval(id, out Filing? filing);
            return filing;
        }
    }

    private void Ask(Approval approval)
    {
        journal.Adjudicated("escalated", approval, peer: null);
        Asking?.Invoke(approval);
    }

    private void AskNext(Approval approval)
    {
        if (approval.State == ApprovalState.Pending)
        {
            Asking?.Invoke(approval);
        }
        else
        {
            journal.Adjudicated("approval-expired", approval, peer: null);
        }
    }
}
