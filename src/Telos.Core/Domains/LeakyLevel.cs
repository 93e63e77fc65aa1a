namespace Telos.Core.Domains;

/// <summary>
/// An amount that drains with time, exactly: in 3600ths of an eighth of a bit. A clock that goes back drains nothing.
/// </summary>
internal struct LeakyLevel
{
    private const long SecondsPerHour = 3600;

    private long _level;
    private long _seconds;

    /// <summary>In eighths of a bit, rounded up.</summary>
    public readonly long Eighths => (_level + SecondsPerHour - 1) / SecondsPerHour;

    public void Drain(long nowSeconds, int eighthsPerHour)
    {
        long passed = nowSeconds - _seconds;
        if (passed > 0)
        {
            // Beyond this much time everything has drained, and the product stays far from overflow.
            _level = passed > int.MaxValue ? 0 : Math.Max(0, _level - passed * eighthsPerHour);
            _seconds = nowSeconds;
        }
    }

    public void Add(int eighths) => _level += eighths * SecondsPerHour;
}
