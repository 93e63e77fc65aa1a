using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Telos.Daemon.Sockets;

namespace Telos.Cli.Mcp;

/// <summary>
/// MCP on one connection of agent.sock: lines for the SDK's server, and its messages as lines. A client that asks without
/// waiting for answers is read no further while a few are due.
/// </summary>
internal sealed class McpSession : ITransport, IModelSession
{
    /// <summary>Requests that are answered at once.</summary>
    private const int DueMax = 4;

    private static readonly JsonTypeInfo<JsonRpcMessage> s_message =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private static readonly JsonTypeInfo<RequestId> s_id =
        (JsonTypeInfo<RequestId>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(RequestId));

    private readonly Channel<JsonRpcMessage> _received = Channel.CreateUnbounded<JsonRpcMessage>();
    private readonly SemaphoreSlim _room = new(DueMax);
    private readonly HashSet<RequestId> _due = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> _send;
    private readonly Task _serving;

    public McpSession(
        Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> answer, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send)
    {
        _send = send;
        _serving = McpHost.ServeAsync(this, new InnerDaemon(answer));
    }

    public string? SessionId => null;

    public ChannelReader<JsonRpcMessage> MessageReader => _received.Reader;

    public async ValueTask<bool> TakeAsync(ReadOnlySequence<byte> line, CancellationToken tooLate)
    {
        if (Parse(line) is not JsonRpcMessage message)
        {
            return false;
        }

        if (message is JsonRpcRequest request)
        {
            await _room.WaitAsync(tooLate).ConfigureAwait(false);
            if (!TryAwait(request.Id))
            {
                return false;
            }
        }

        // What is cancelled may stay unanswered.
        if (message is JsonRpcNotification { Method: NotificationMethods.CancelledNotification } cancelled
            && cancelled.Params?["requestId"] is JsonNode id)
        {
            Settle(id.Deserialize(s_id));
        }

        return _received.Writer.TryWrite(message);
    }

    public async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        byte[] line = JsonSerializer.SerializeToUtf8Bytes(message, s_message);
        try
        {
            await _send(line, _end.Token).ConfigureAwait(false);
        }
        finally
        {
            if (message is JsonRpcResponse or JsonRpcError)
            {
                Settle(((JsonRpcMessageWithId)message).Id);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        _received.Writer.TryComplete();
        try
        {
            await _serving.ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client was gone before it was answered.
        }

        _end.Dispose();
        _room.Dispose();
    }

    private static JsonRpcMessage? Parse(ReadOnlySequence<byte> line)
    {
        Utf8JsonReader json = new(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
        try
        {
            JsonRpcMessage? message = JsonSerializer.Deserialize(ref json, s_message);

            // Throws when something follows on the line.
            _ = json.Read();
            return message;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // False: there is one of that id already.
    private bool TryAwait(RequestId id)
    {
        lock (_due)
        {
            return _due.Add(id);
        }
    }

    private void Settle(RequestId id)
    {
        lock (_due)
        {
            if (!_due.Remove(id))
            {
                return;
            }
        }

        _room.Release();
    }
}
