using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;
using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>
/// What a client is told unasked, until it takes it. It never makes whoever tells wait: what there is no room for is lost,
/// counted, and told as soon as there is room again. Nobody else's is touched.
/// </summary>
internal sealed class Outbox : IAsyncDisposable
{
    private readonly Channel<DenialRecord> _waiting = Channel.CreateBounded<DenialRecord>(
        new BoundedChannelOptions(ProtocolLimits.EventsWaitingMax) { SingleReader = true });

    private Action? _end;
    private Task? _telling;
    private long _lost;

    /// <summary>Whether the client asked for any.</summary>
    public bool IsOpen => _end is not null;

    /// <param name="follow">Begins the telling; what it returns ends it, and null begins nothing.</param>
    public bool TryOpen(Func<Action<DenialRecord>, Action?> follow) => (_end ??= follow(Put)) is not null;

    /// <summary>After the client was answered that it is open: nothing is told before. Once is enough.</summary>
    /// <param name="send">Sends a message as one line.</param>
    public void Start(Func<byte[], Task> send) => _telling ??= TellAsync(send);

    /// <summary>After the connection's end, on which a message may be waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        _end?.Invoke();
        _waiting.Writer.TryComplete();
        await (_telling ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private async Task TellAsync(Func<byte[], Task> send)
    {
        try
        {
            await foreach (DenialRecord denial in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                long lost = Interlocked.Exchange(ref _lost, 0);
                if (lost > 0)
                {
                    await send(Line("lost", JsonSerializer.SerializeToElement(
                        new LostEvents(lost), ProtocolJson.Default.LostEvents))).ConfigureAwait(false);
                }

                await send(Line("denied", JsonSerializer.SerializeToElement(
                    denial, ProtocolJson.Default.DenialRecord))).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // The peer is gone: what it was not told is lost with it.
        }
    }

    private void Put(DenialRecord denial)
    {
        if (!_waiting.Writer.TryWrite(denial))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    private static byte[] Line(string method, JsonElement parameters) => JsonSerializer.SerializeToUtf8Bytes(
        new RpcNotification(RpcResponse.JsonRpcVersion, method, parameters), ProtocolJson.Default.RpcNotification);
}
