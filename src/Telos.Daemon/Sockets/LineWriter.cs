using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Telos.Daemon.Sockets;

/// <summary>
/// Messages to one client, each a line, from whoever has one: answers and what is told unasked. Between messages it holds no
/// buffer.
/// </summary>
internal sealed class LineWriter(Stream stream) : IDisposable
{
    private readonly PipeWriter _pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Returns when the kernel has it all.</summary>
    /// <exception cref="OperationCanceledException">The client did not take it in time: the line may be cut short.</exception>
    public async ValueTask WriteAsync<T>(T message, JsonTypeInfo<T> type, CancellationToken tooLate)
    {
        await _turn.WaitAsync(tooLate).ConfigureAwait(false);
        try
        {
            Serialize(message, type);
            await _pipe.FlushAsync(tooLate).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A message that is written already, without its end.</summary>
    /// <exception cref="OperationCanceledException">The client did not take it in time: the line may be cut short.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken tooLate)
    {
        await _turn.WaitAsync(tooLate).ConfigureAwait(false);
        try
        {
            _pipe.Write(message.Span);
            End();
            await _pipe.FlushAsync(tooLate).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        // What was not taken is not sent now: the connection is closed.
        _pipe.Complete(new OperationCanceledException());
        _turn.Dispose();
    }

    private void Serialize<T>(T message, JsonTypeInfo<T> type)
    {
        using (Utf8JsonWriter json = new(_pipe))
        {
            JsonSerializer.Serialize(json, message, type);
        }

        End();
    }

    private void End()
    {
        _pipe.GetSpan(1)[0] = (byte)'\n';
        _pipe.Advance(1);
    }
}
