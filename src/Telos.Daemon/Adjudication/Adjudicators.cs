using Telos.Core.Adjudication;
using Telos.Daemon.Events;
using Telos.Linux;

namespace Telos.Daemon.Adjudication;

/// <summary>Whoever answers escalations, in the operator's order, and the clock behind them.</summary>
internal sealed class Adjudicators : IDisposable
{
    private const int CheckMs = 500;

    private readonly AdjudicationRules _rules;
    private readonly Webhook? _webhook;
    private readonly ModelAdjudicator? _model;
    private readonly Timer _clock;

    public Adjudicators(Docket docket, AdjudicationRules rules, Journal journal)
    {
        _rules = rules;
        _webhook = rules.Webhook is Uri address ? new Webhook(address, journal) : null;
        _model = rules.Model is ModelRules model ? new ModelAdjudicator(docket, model, journal) : null;
        docket.Asking += Ask;
        _clock = new Timer(_ => docket.Advance(Clock.BootNs()), null, CheckMs, CheckMs);
    }

    public long WebhookFailures => _webhook?.Failures ?? 0;

    public long ModelFailures => _model?.Failures ?? 0;

    public void Dispose()
    {
        using ManualResetEvent ended = new(initialState: false);
        if (_clock.Dispose(ended))
        {
            ended.WaitOne();
        }

        _webhook?.Dispose();
        _model?.Dispose();
    }

    // A person looks with telos approvals.
    private void Ask(Approval approval)
    {
        if (_rules.Order[approval.Turn] == Adjudicator.Model)
        {
            _model!.Ask(approval);
        }
        else
        {
            _webhook?.Tell(approval);
        }
    }
}
