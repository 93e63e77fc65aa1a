using Telos.Core.Adjudication;
using Telos.Daemon.Events;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon.Adjudication;

/// <summary>
/// Asks a model. Its yes lifts one subject for the policy in force and is not remembered; its no stands as long as the intent,
/// and so does an answer that is neither. When it does not answer, the next in the order is asked, or it is denied.
/// </summary>
internal sealed class ModelAdjudicator : IDisposable
{
    private const string Path = "v1/chat/completions";

    private static readonly PeerCredentials s_self = new(Environment.ProcessId, 0, 0);

    private readonly Docket _docket;
    private readonly ModelRules _rules;
    private readonly Journal _journal;
    private readonly Uri _address;
    private readonly CallBudget _budget;
    private readonly DenialMemory _denials;
    private readonly BoundedPost _post;
    private readonly ApprovalQueue _queue;
    private long _failures;

    public ModelAdjudicator(Docket docket, ModelRules rules, Journal journal)
    {
        (_docket, _rules, _journal) = (docket, rules, journal);
        _address = new Uri(rules.Endpoint.AbsoluteUri.TrimEnd('/') + "/" + Path);
        _budget = new CallBudget(rules.CallsPerHour);
        _denials = new DenialMemory(rules.DenialsKept);
        _post = new BoundedPost(rules.TimeoutMs, rules.SocketPath);
        _queue = new ApprovalQueue(AskAsync);
    }

    public long Failures => Interlocked.Read(ref _failures);

    public void Ask(Approval approval)
    {
        if (!_queue.TryAdd(approval))
        {
            Pass(approval, "too many are waiting to be asked about");
        }
    }

    public void Dispose()
    {
        _queue.Dispose();
        _post.Dispose();
    }

    private async Task AskAsync(Approval approval)
    {
        ulong now = Clock.BootNs();
        if (_docket.Find(approval.Id)?.IsPending(now) != true)
        {
            return;
        }

        if (_denials.Find(approval.Goal, approval.Wish.Subject, now) is string known)
        {
            _docket.Deny(approval.Id, new Ruling(Adjudicator.Model, known, s_self), out _);
            return;
        }

        if (!_budget.TryTake(now))
        {
            Pass(approval, $"asked {_rules.CallsPerHour} times in an hour already (adjudication.model.calls_per_hour)");
            return;
        }

        ModelQuestion question = ModelQuestion.About(approval.Goal, approval.Wish);
        (byte[]? body, string cause) = await _post.SendAsync(_address, question.ToBody(_rules.Name)).ConfigureAwait(false);
        if (body is null)
        {
            Pass(approval, cause);
        }
        else
        {
            Rule(approval, body);
        }
    }

    private void Rule(Approval approval, byte[] body)
    {
        ModelAnswerStatus status = ModelAnswer.TryParse(body, approval.Wish.Subject, out ModelAnswer? answer);
        if (status != ModelAnswerStatus.Ok)
        {
            _docket.Deny(approval.Id, new Ruling(Adjudicator.Model, ModelAnswer.Explain(status), s_self), out _);
        }
        else if (answer!.Allows)
        {
            Approve(approval, answer);
        }
        else
        {
            _denials.Add(approval.Goal, approval.Wish.Subject, answer.Reason, approval.IntentEndsNs);
            _docket.Deny(approval.Id, new Ruling(Adjudicator.Model, answer.Reason, s_self), out _);
        }
    }

    private void Approve(Approval approval, ModelAnswer answer)
    {
        try
        {
            // Null: somebody else was faster, or the agent has ended, been tainted or declared something else.
            _ = _docket.Approve(approval.Id, new Ruling(Adjudicator.Model, answer.Reason, s_self, Once: true), out _);
        }
        catch (DaemonException error)
        {
            Pass(approval, $"said yes, and it could not be put in force: {error.Message}");
        }
    }

    private void Pass(Approval approval, string cause)
    {
        Interlocked.Increment(ref _failures);
        _journal.Unreached("model", approval, cause);
        _docket.Pass(approval.Id, approval.Turn);
    }
}
