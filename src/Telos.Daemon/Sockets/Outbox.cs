using System.Text.Json;
using System.Threading.Channels;
using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>
/// What a client is told unasked, until it takes it. It never makes whoever tells wait: what there is no room for is lost,
/// counted, and told as soon as there is room again. Nobody else's is touched.
/// </summary>
internal sealed class Outbox : IDisposable
{
    private readonly Channel<DenialRecord> _waiting = Channel.CreateBounded<DenialRecord>(
        new BoundedChannelOptions(ProtocolLimits.EventsWaitingMax) { SingleReader = true });

    private Action? _end;
    private long _lost;

    /// <summary>Whether the client asked for any.</summary>
    public bool IsOpen => _end is not null;

    /// <param name="follow">Begins the telling; what it returns ends it, and null begins nothing.</param>
    public bool TryOpen(Func<Action<DenialRecord>, Action?> follow) => (_end ??= follow(Put)) is not null;

    public async IAsyncEnumerable<byte[]> TakeAsync()
    {
        await foreach (DenialRecord denial in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            long lost = Interlocked.Exchange(ref _lost, 0);
            if (lost > 0)
            {
                yield return Line("lost", JsonSerializer.SerializeToElement(
                    new LostEvents(lost), ProtocolJson.Default.LostEvents));
            }

            yield return Line("denied", JsonSerializer.SerializeToElement(denial, ProtocolJson.Default.DenialRecord));
        }
    }

    public void Dispose()
    {
        _end?.Invoke();
        _waiting.Writer.TryComplete();
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
