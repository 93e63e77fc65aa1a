using Telos.Core.Adjudication;
using Telos.Core.Policy;
using Telos.Daemon.Events;
using Telos.Linux;

namespace Telos.Daemon.Adjudication;

/// <summary>Whoever answers escalations, asked one after the other, and the clock behind them.</summary>
internal sealed class Adjudicators : IDisposable
{
    private const int CheckMs = 500;

    private readonly Docket _docket;
    private readonly Timer _clock;

    public Adjudicators(Docket docket)
    {
        _docket = docket;
        _clock = new Timer(_ => _docket.Advance(Clock.BootNs()), null, CheckMs, CheckMs);
    }

    public void Dispose()
    {
        using ManualResetEvent ended = new(initialState: false);
        if (_clock.Dispose(ended))
        {
            ended.WaitOne();
        }
    }
}
