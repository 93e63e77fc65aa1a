namespace Telos.Core.Pages;

/// <summary>
/// Which reports of a browser the daemon hears: what is worse than all that it heard, always; of the rest, so many a minute. A
/// page that floods can hide nothing by it.
/// </summary>
/// <param name="perMinute">Those of a full minute, at once.</param>
public sealed class ReportRate(int perMinute)
{
    private const double MsPerMinute = 60_000;

    private double _left = perMinute;
    private long _lastMs;
    private int _worst = -1;

    /// <param name="nowMs">A clock that never goes back.</param>
    public bool IsHeard(int rank, long nowMs)
    {
        _left = Math.Min(perMinute, _left + ((nowMs - _lastMs) * perMinute / MsPerMinute));
        _lastMs = nowMs;
        if (rank > _worst)
        {
            return true;
        }

        if (_left < 1)
        {
            return false;
        }

        _left--;
        return true;
    }

    /// <summary>The daemon has heard it: only then is nothing worse left to tell.</summary>
    public void Heard(int rank) => _worst = Math.Max(_worst, rank);
}
