using Telos.Core.Adjudication;
using Telos.Daemon.Events;
using Telos.Linux;

namespace Telos.Daemon.Adjudication;

/// <summary>Whoever answers escalations, in the operator's order, and the clock behind them.</summary>
internal sealed class Adjudicators : IDisposable
{
    private const int CheckMs = 500;

    /// <summary>While nothing comes to an end by itself, which is nearly always.</summary>
    private const int RestMs = 10_000;

    private readonly Lock _pacing = new();
    private readonly Docket _docket;
    private readonly AdjudicationRules _rules;
    private readonly Webhook? _webhook;
    private readonly ModelAdjudicator? _model;
    private readonly Timer _clock;
    private bool _rests = true;

    public Adjudicators(Docket docket, AdjudicationRules rules, Journal journal)
    {
        _docket = docket;
        _rules = rules;
        _webhook = rules.Webhook is Uri address ? new Webhook(address, journal) : null;
        _model = rules.Model is ModelRules model ? new ModelAdjudicator(docket, model, journal) : null;
        docket.Asking += Ask;
        _clock = new Timer(_ => Look(), null, RestMs, RestMs);
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

    private void Look()
    {
        lock (_pacing)
        {
            Pace(rests: !_docket.Advance(Clock.BootNs()));
        }
    }

    private void Pace(bool rests)
    {
        if (rests != _rests)
        {
            _rests = rests;
            _ = _clock.Change(rests ? RestMs : CheckMs, rests ? RestMs : CheckMs);
        }
    }

    // A person looks with telos approvals.
    private void Ask(Approval approval)
    {
        lock (_pacing)
        {
            Pace(rests: false);
        }

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
