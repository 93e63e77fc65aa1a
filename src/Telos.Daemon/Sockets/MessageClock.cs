namespace Telos.Daemon.Sockets;

/// <summary>
/// How long a client is waited for. Most of the time it is not running: a client that may be silent costs no timer until a
/// message has begun.
/// </summary>
internal sealed class MessageClock : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly LineLimits _limits;
    private Wait _wait;

    public MessageClock(LineLimits limits, bool mayBeSilent)
    {
        _limits = limits;
        MayBeSilent = mayBeSilent;
        Await(hasBegun: false);
    }

    /// <summary>Cancelled when it was waited for long enough.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Between messages.</summary>
    public bool MayBeSilent { get; set; }

    /// <summary>For the next message, or for more of one that has begun: further bytes of it give no more time.</summary>
    public void Await(bool hasBegun)
    {
        if (hasBegun && _wait != Wait.Message)
        {
            Run(Wait.Message, _limits.MessageMsMax);
        }
        else if (!hasBegun && !MayBeSilent && _wait != Wait.Silence)
        {
            Run(Wait.Silence, _limits.IdleMsMax);
        }
    }

    /// <summary>For the client to take its answer.</summary>
    public void AwaitTaking() => Run(Wait.Answer, _limits.AnswerMsMax);

    public void Stop()
    {
        if (_wait != Wait.None)
        {
            Run(Wait.None, Timeout.Infinite);
        }
    }

    public void Dispose() => _end.Dispose();

    private void Run(Wait wait, int ms)
    {
        _end.CancelAfter(ms);
        _wait = wait;
    }

    private enum Wait
    {
        None,
        Silence,
        Message,
        Answer,
    }
}
