namespace Telos.Core.Dns;

/// <summary>
/// Seconds that passed, by a clock that may be set. A step back passes no time, so nothing becomes fresh again, and time goes
/// on from there, so nothing stays fresh until the clock has caught up.
/// </summary>
internal struct CacheClock
{
    // Longer than anything is kept; and the sum of such steps does not reach 2^63.
    private const ulong StepMaxSeconds = int.MaxValue;

    private long _last;
    private long _elapsed;
    private bool _started;

    public long Advance(long nowSeconds)
    {
        if (nowSeconds > _last && _started)
        {
            // The difference of two longs can be 2^64 - 1, but not more.
            ulong step = unchecked((ulong)nowSeconds - (ulong)_last);
            _elapsed += (long)Math.Min(step, StepMaxSeconds);
        }

        _started = true;
        _last = nowSeconds;
        return _elapsed;
    }
}
