using Telos.Core.Adjudication;
using Telos.Core.Policy;

namespace Telos.Daemon.Adjudication;

/// <summary>One agent's intent as it last declared it, and the approvals that it asks for. The docket locks.</summary>
internal sealed class Filing(uint agentId)
{
    private const int KeptMax = 2 * Escalation.CountMax;
    private const int AskedPerHourMax = 64;
    private const ulong HourNs = 3600UL * 1_000_000_000;

    private readonly List<Approval> _approvals = [];
    private ulong _hourBeganNs;
    private int _askedThisHour;

    /// <summary>Held while one of its approvals is put in force, which may look names up: the docket is free meanwhile.</summary>
    public Lock Deciding { get; } = new();

    public uint AgentId { get; } = agentId;

    public string Goal { get; private set; } = "";

    public TimeSpan Ttl { get; private set; }

    /// <summary>When the intent ends, on the boot clock.</summary>
    public ulong EndsNs { get; private set; }

    /// <summary>What was in force when it was declared, which it replaced or, when it was refused, did not.</summary>
    public CompiledPolicy? InForce { get; set; }

    public IReadOnlyList<Approval> Approvals => _approvals;

    /// <summary>Other words withdraw what the earlier ones asked for; the same words go on with what was answered.</summary>
    public void Declare(CompiledPolicy policy, CompiledPolicy? inForce, ulong endsNs)
    {
        bool isSame = policy.Goal == Goal;
        bool isReplaced = !ReferenceEquals(inForce, InForce);
        for (int i = 0; i < _approvals.Count; i++)
        {
            Approval approval = _approvals[i];
            bool isOver = !isSame || (isReplaced && approval.Once);
            if (isOver && approval.State is ApprovalState.Pending or ApprovalState.Approved)
            {
                _approvals[i] = approval.Withdraw();
            }
        }

        (Goal, Ttl, EndsNs, InForce) = (policy.Goal, policy.Ttl, endsNs, inForce);
    }

    /// <summary>Whether this was asked already, and the answer, or that there is none yet, stands.</summary>
    public bool Knows(string subject, ulong nowNs) => _approvals.Exists(approval =>
        approval.Wish.Subject == subject && approval.Goal == Goal && nowNs < approval.IntentEndsNs
        && (approval.IsPending(nowNs) || approval.Lifts(nowNs) || approval.State == ApprovalState.Denied));

    /// <summary>False: the agent has asked so often in this hour that nobody is asked any more.</summary>
    public bool TryAdd(Approval approval, ulong nowNs)
    {
        if (nowNs - _hourBeganNs >= HourNs)
        {
            (_hourBeganNs, _askedThisHour) = (nowNs, 0);
        }

        if (_askedThisHour >= AskedPerHourMax)
        {
            return false;
        }

        _askedThisHour++;
        if (_approvals.Count >= KeptMax)
        {
            int oldest = _approvals.FindIndex(known => !known.IsPending(nowNs) && !known.Lifts(nowNs));
            if (oldest < 0)
            {
                return false;
            }

            _approvals.RemoveAt(oldest);
        }

        _approvals.Add(approval);
        return true;
    }

    public void Put(Approval approval) => _approvals[_approvals.FindIndex(known => known.Id == approval.Id)] = approval;

    /// <summary>What is lifted for the words as they are.</summary>
    /// <param name="again">For a policy that is declared anew: what was approved once is not.</param>
    public List<Lift> Lifts(ulong nowNs, bool again) =>
    [
        .. _approvals.Where(approval => approval.Lifts(nowNs) && approval.Goal == Goal && !(again && approval.Once))
            .Select(approval => new Lift(approval.Wish.Subject, approval.UntilNs)),
    ];
}
