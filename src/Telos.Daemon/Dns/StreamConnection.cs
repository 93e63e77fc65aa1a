using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Telos.Core.Dns;

namespace Telos.Daemon.Dns;

/// <summary>
/// One client over TCP. Queries are read ahead and answered in any order. A client that shut down its sending side still
/// gets what it asked for.
/// </summary>
internal sealed class StreamConnection : StreamClient, IDisposable
{
    private const int WriteOctetsMax = 16 * 1024;

    private readonly Socket _socket;
    private readonly int _scope;
    private readonly WorkerInbox _inbox;
    private readonly StreamLimits _limits;
    private readonly StreamConnectionClock _clock;
    private readonly CancellationTokenSource _cut = new();

    // One a query, from its submission until its answer is written.
    private readonly SemaphoreSlim _slots;
    private readonly Channel<StreamConnectionAnswer> _answers;
    private int _unwrittenOctets;
    private bool _disposed;

    public StreamConnection(Socket socket, IPAddress client, int scope, WorkerInbox inbox, StreamLimits limits)
    {
        _socket = socket;
        _scope = scope;
        _inbox = inbox;
        _limits = limits;
        Client = client;
        _clock = new StreamConnectionClock(limits);
        _slots = new SemaphoreSlim(limits.QueriesInFlightMax);
        _answers = Channel.CreateBounded<StreamConnectionAnswer>(
            new BoundedChannelOptions(limits.QueriesInFlightMax) { SingleReader = true });
    }

    public IPAddress Client { get; }

    public bool IsOver => _clock.IsOver(_slots.CurrentCount < _limits.QueriesInFlightMax);

    public override void Reply(ReadOnlySpan<byte> message)
    {
        StreamConnectionAnswer answer = new(message);
        bool fits = Interlocked.Add(ref _unwrittenOctets, message.Length) <= _limits.UnwrittenOctetsMax;
        if (!fits || !_answers.Writer.TryWrite(answer))
        {
            answer.Return();
            Cut();
        }
    }

    /// <summary>Ends it without regard to what waits. Never on the caller's thread.</summary>
    public void Cut()
    {
        lock (_cut)
        {
            if (!_disposed)
            {
                _ = _cut.CancelAsync();
            }
        }
    }

    // A worker may still reply.
    public void Dispose()
    {
        lock (_cut)
        {
            _disposed = true;
        }

        _cut.Dispose();
        _slots.Dispose();
    }

    /// <summary>Until the connection has ended. What the client does is never an exception.</summary>
    public async Task ServeAsync()
    {
        using NetworkStream stream = new(_socket, ownsSocket: true);
        Task writing = WriteAsync(stream);
        try
        {
            await ReadAsync(stream).ConfigureAwait(false);
            await WaitForAnswersAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (IsEnd(error))
        {
            await _cut.CancelAsync().ConfigureAwait(false);
        }

        _ = _answers.Writer.TryComplete();
        await writing.ConfigureAwait(false);
        Drain();
        if (_cut.IsCancellationRequested)
        {
            // What the kernel still holds for a client that does not read goes at once.
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    }

    private static bool IsEnd(Exception error) => error is IOException or SocketException or OperationCanceledException;

    private async Task ReadAsync(NetworkStream stream)
    {
        PipeReader reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            int queriesLeft = _limits.QueriesMax;
            while (queriesLeft > 0)
            {
                ReadResult read = await reader.ReadAsync(_cut.Token).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = read.Buffer;
                DnsStatus status = DnsStatus.End;
                while (queriesLeft > 0 && (status = StreamFraming.TryReadFrame(ref buffer, out var message)) == DnsStatus.Ok)
                {
                    _clock.OnMessage();
                    await _slots.WaitAsync(_cut.Token).ConfigureAwait(false);
                    Submit(message);
                    queriesLeft--;
                }

                if (status == DnsStatus.FrameEmpty || read.IsCompleted)
                {
                    return;
                }

                if (!buffer.IsEmpty)
                {
                    _clock.OnPartOfMessage();
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void Submit(in ReadOnlySequence<byte> message)
    {
        if (message.IsSingleSegment)
        {
            Submit(message.FirstSpan);
            return;
        }

        int length = (int)message.Length;
        byte[] whole = ArrayPool<byte>.Shared.Rent(length);
        message.CopyTo(whole);
        Submit(whole.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(whole);
    }

    private void Submit(ReadOnlySpan<byte> message)
    {
        if (!_inbox.TrySubmitQuery(this, _scope, message))
        {
            Refuse(message);
        }
    }

    // The worker has more than it can do: the client learns it at once, not by waiting.
    private void Refuse(ReadOnlySpan<byte> message)
    {
        Span<byte> reply = stackalloc byte[DnsLimits.UdpLengthMin];
        DnsStatus status = DnsQuery.TryParse(message, out DnsQuery query);
        int length = status is DnsStatus.HeaderTooShort or DnsStatus.NotQuery
            ? 0
            : DnsReply.WriteError(message, query, DnsRcode.ServFail, null, default, reply);
        Reply(reply[..length]);
    }

    private async Task WaitForAnswersAsync()
    {
        for (int i = 0; i < _limits.QueriesInFlightMax; i++)
        {
            await _slots.WaitAsync(_cut.Token).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(NetworkStream stream)
    {
        PipeWriter writer = PipeWriter.Create(
            stream, new StreamPipeWriterOptions(minimumBufferSize: WriteOctetsMax, leaveOpen: true));
        try
        {
            while (await _answers.Reader.WaitToReadAsync(_cut.Token).ConfigureAwait(false))
            {
                int octets = Gather(writer, out int answers);
                _clock.OnWrite();
                await writer.FlushAsync(_cut.Token).ConfigureAwait(false);
                _clock.OnWritten();
                _ = Interlocked.Add(ref _unwrittenOctets, -octets);
                _ = _slots.Release(answers);
            }
        }
        catch (Exception error) when (IsEnd(error))
        {
            await _cut.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            // Completing would write what is left.
            await writer.CompleteAsync(new OperationCanceledException()).ConfigureAwait(false);
        }
    }

    /// <summary>Returns how many octets of answers there are. Each is in one piece, its length with it (RFC 7766 8).</summary>
    private int Gather(PipeWriter writer, out int answers)
    {
        int octets = 0;
        answers = 0;
        while (octets < WriteOctetsMax && _answers.Reader.TryRead(out StreamConnectionAnswer answer))
        {
            if (answer.Length != 0)
            {
                Span<byte> frame = writer.GetSpan(StreamFraming.PrefixLength + answer.Length);
                writer.Advance(StreamFraming.WriteFrame(answer.Message, frame));
            }

            octets += answer.Length;
            answers++;
            answer.Return();
        }

        return octets;
    }

    private void Drain()
    {
        while (_answers.Reader.TryRead(out StreamConnectionAnswer answer))
        {
            answer.Return();
        }
    }
}
