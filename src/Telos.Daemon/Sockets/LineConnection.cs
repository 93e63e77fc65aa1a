using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>One client's messages, each a line, in their order. The first one decides which protocol they are of.</summary>
internal sealed class LineConnection(
    Peer peer, LineWriter writer, MessageClock clock, Func<Peer, RpcRequest, RpcResponse> serve, IModelServer? models)
    : IAsyncDisposable
{
    private bool _hasBegun;
    private IModelSession? _session;

    public ValueTask DisposeAsync() => _session?.DisposeAsync() ?? ValueTask.CompletedTask;

    // No buffer is held for a client that says nothing: it is waited for with a read of no bytes.
    public async Task ServeAsync(NetworkStream stream)
    {
        PipeReader reader = PipeReader.Create(
            stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));
        try
        {
            bool goesOn = true;
            while (goesOn)
            {
                ReadResult read = await reader.ReadAsync(clock.Token).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = read.Buffer;
                while (goesOn && RpcLine.TryTake(ref buffer, out ReadOnlySequence<byte> line))
                {
                    // The clock stands still while we work, and starts again for a whole message only, not for each byte.
                    clock.Stop();
                    goesOn = Begin(line) is IModelSession session
                        ? await HandAsync(session, line).ConfigureAwait(false)
                        : await AnswerAsync(line).ConfigureAwait(false);
                }

                if (goesOn && buffer.Length > ProtocolLimits.LineBytesMax)
                {
                    await SendAsync(NotRpc(0)).ConfigureAwait(false);
                    return;
                }

                clock.Await(hasBegun: !buffer.IsEmpty);
                goesOn &= !read.IsCompleted;
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private IModelSession? Begin(in ReadOnlySequence<byte> line)
    {
        if (!_hasBegun && RpcLine.IsOfModels(line))
        {
            _session = models?.Open(Answer, (message, tooLate) => writer.WriteAsync(message, tooLate));
        }

        _hasBegun = true;
        return _session;
    }

    // False: it was the last one.
    private async ValueTask<bool> AnswerAsync(ReadOnlySequence<byte> line)
    {
        RpcResponse response = RpcLine.TryParse(line, out RpcRequest? request)
            ? serve(peer, request)
            : NotRpc(request?.Id ?? 0);
        await SendAsync(response).ConfigureAwait(false);

        // Whoever is told of what happens has nothing to say in the meantime.
        if (peer.Outbox.IsOpen)
        {
            peer.Outbox.Start(writer);
            clock.MayBeSilent = true;
        }

        return response.Error?.Code != RpcErrorCode.ParseError;
    }

    private ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> line) => JsonSerializer.SerializeToUtf8Bytes(
        RpcLine.TryParse(new ReadOnlySequence<byte>(line), out RpcRequest? request) ? serve(peer, request) : NotRpc(0),
        ProtocolJson.Default.RpcResponse);

    // False: it was the last one.
    private async ValueTask<bool> HandAsync(IModelSession session, ReadOnlySequence<byte> line)
    {
        clock.AwaitTaking();
        bool isMessage = line.Length <= ProtocolLimits.LineBytesMax
            && await session.TakeAsync(line, clock.Token).ConfigureAwait(false);
        clock.Stop();
        if (!isMessage)
        {
            await SendAsync(NotRpc(0)).ConfigureAwait(false);
        }

        return isMessage;
    }

    private async ValueTask SendAsync(RpcResponse response)
    {
        ValueTask sending = writer.WriteAsync(response, ProtocolJson.Default.RpcResponse, clock.Token);
        if (!sending.IsCompleted)
        {
            clock.AwaitTaking();
        }

        await sending.ConfigureAwait(false);
        clock.Stop();
    }

    private static RpcResponse NotRpc(long id) => Rpc.Fail(id, RpcErrorCode.ParseError, "not a JSON-RPC 2.0 request");
}
