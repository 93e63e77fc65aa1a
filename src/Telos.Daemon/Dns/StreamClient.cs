namespace Telos.Daemon.Dns;

/// <summary>Whoever asked over a stream.</summary>
internal abstract class StreamClient
{
    /// <summary>
    /// Called by the worker once for each query that was submitted for this client. Copies the message and never blocks;
    /// whoever is gone gets nothing.
    /// </summary>
    public abstract void Reply(ReadOnlySpan<byte> message);
}
