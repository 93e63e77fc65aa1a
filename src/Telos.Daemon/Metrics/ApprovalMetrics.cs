using Prometheus;
using Telos.Core.Adjudication;
using Telos.Daemon.Adjudication;

namespace Telos.Daemon.Metrics;

/// <summary>What somebody is asked about.</summary>
internal sealed class ApprovalMetrics
{
    private readonly Docket _docket;
    private readonly Gauge _approvals;
    private readonly Counter _unasked;

    private ApprovalMetrics(IMetricFactory make, Docket docket)
    {
        _docket = docket;
        _approvals = make.CreateGauge(
            "telos_approvals", "Grants that running agents' intents asked for, by what was answered.", ["state"]);
        _unasked = make.CreateCounter(
            "telos_approvals_unasked_total", "Grants that nobody was asked for, since there were too many.");
    }

    public static Func<IMetricFactory, Action> Of(Docket docket) => make => new ApprovalMetrics(make, docket).Read;

    private void Read()
    {
        Approval[] all = _docket.List();
        foreach (ApprovalState state in Enum.GetValues<ApprovalState>())
        {
            _approvals.WithLabels(state.ToString().ToLowerInvariant()).Set(all.Count(approval => approval.State == state));
        }

        _unasked.IncTo(_docket.Unasked);
    }
}
