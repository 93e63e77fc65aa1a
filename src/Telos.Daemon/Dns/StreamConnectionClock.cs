namespace Telos.Daemon.Dns;

/// <summary>Since when a connection is in which state. Its reader and writer set it, the listener's sweep asks.</summary>
internal sealed class StreamConnectionClock(StreamLimits limits)
{
    private const long Never = 0;

    private long _messageSince = Never;
    private long _writeSince = Never;
    private long _quietSince = Now;

    private static long Now => Environment.TickCount64;

    public void OnMessage()
    {
        Volatile.Write(ref _messageSince, Never);
        Volatile.Write(ref _quietSince, Now);
    }

    /// <summary>Further octets of one message do not buy more time.</summary>
    public void OnPartOfMessage()
    {
        if (_messageSince == Never)
        {
            Volatile.Write(ref _messageSince, Now);
        }
    }

    public void OnWrite() => Volatile.Write(ref _writeSince, Now);

    public void OnWritten()
    {
        Volatile.Write(ref _writeSince, Never);
        Volatile.Write(ref _quietSince, Now);
    }

    /// <param name="waits">A query has no answer yet.</param>
    public bool IsOver(bool waits)
    {
        long messageSince = Volatile.Read(ref _messageSince);
        if (messageSince != Never && IsPast(messageSince, limits.MessageSeconds))
        {
            return true;
        }

        long writeSince = Volatile.Read(ref _writeSince);
        if (writeSince != Never && IsPast(writeSince, limits.WriteSeconds))
        {
            return true;
        }

        return messageSince == Never
            && IsPast(Volatile.Read(ref _quietSince), waits ? limits.AnswerSeconds : limits.IdleSeconds);
    }

    private static bool IsPast(long since, double seconds) => Now - since > seconds * 1000;
}
