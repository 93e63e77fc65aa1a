using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>
/// What a client is told unasked, until it takes it. It never makes whoever tells wait: what there is no room for is lost,
/// counted, and told as soon as there is room again. Nobody else's is touched.
/// </summary>
internal sealed class Outbox : IAsyncDisposable
{
    // Most clients follow nothing, and there may be thousands.
    private Channel<DenialRecord>? _waiting;
    private Action? _end;
    private Task? _telling;
    private long _lost;

    /// <summary>Whether the client asked for any.</summary>
    public bool IsOpen => _end is not null;

    /// <param name="follow">Begins the telling; what it returns ends it, and null begins nothing.</param>
    public bool TryOpen(Func<Action<DenialRecord>, Action?> follow)
    {
        _waiting ??= Channel.CreateBounded<DenialRecord>(
            new BoundedChannelOptions(ProtocolLimits.EventsWaitingMax) { SingleReader = true });
        _end ??= follow(Put);
        return IsOpen;
    }

    /// <summary>After the client was answered that it is open: nothing is told before. Once is enough.</summary>
    public void Start(LineWriter writer) => _telling ??= TellAsync(writer, _waiting!.Reader);

    /// <summary>After the connection's end, on which a message may be waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        _end?.Invoke();
        _waiting?.Writer.TryComplete();
        await (_telling ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private async Task TellAsync(LineWriter writer, ChannelReader<DenialRecord> waiting)
    {
        try
        {
            await foreach (DenialRecord denial in waiting.ReadAllAsync().ConfigureAwait(false))
            {
                long lost = Interlocked.Exchange(ref _lost, 0);
                if (lost > 0)
                {
                    await TellAsync(writer, "lost", new LostEvents(lost), ProtocolJson.Default.LostEvents)
                        .ConfigureAwait(false);
                }

                await TellAsync(writer, "denied", denial, ProtocolJson.Default.DenialRecord).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // The peer is gone: what it was not told is lost with it.
        }
    }

    private void Put(DenialRecord denial)
    {
        if (!_waiting!.Writer.TryWrite(denial))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    // It may wait for as long as the client likes: what comes meanwhile is lost, and nothing else is held.
    private static ValueTask TellAsync<T>(LineWriter writer, string method, T parameters, JsonTypeInfo<T> type) =>
        writer.WriteAsync(
            new RpcNotification(
                RpcResponse.JsonRpcVersion, method, JsonSerializer.SerializeToElement(parameters, type)),
            ProtocolJson.Default.RpcNotification, CancellationToken.None);
}
