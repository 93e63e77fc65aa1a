using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Telos.Core.Dns;

namespace Telos.Daemon.Dns;

/// <summary>
/// One connection to a server and what was asked over it. Every ask that was added is handed back once: with its answer,
/// when its time is over, or when the connection ends.
/// </summary>
internal sealed class UpstreamStreamLink : IAsyncDisposable
{
    private const int WriteOctetsMax = 4 * 1024;

    private readonly Stream _stream;
    private readonly StreamLimits _limits;
    private readonly Action<UpstreamStreamAsk> _done;
    private readonly Action<UpstreamStreamAsk> _again;
    private readonly PipeWriter _writer;
    private readonly CancellationTokenSource _cut = new();
    private readonly object _lock = new();
    private readonly Dictionary<ushort, UpstreamStreamAsk> _waiting = [];
    private long _askedMs = Environment.TickCount64;
    private long _answeredMs;
    private bool _closed;

    /// <param name="done">Takes an ask that was answered or failed.</param>
    /// <param name="again">Takes an ask that the server left unanswered when it closed the connection.</param>
    public UpstreamStreamLink(
        Stream stream, StreamLimits limits, Action<UpstreamStreamAsk> done, Action<UpstreamStreamAsk> again)
    {
        _stream = stream;
        _limits = limits;
        _done = done;
        _again = again;
        _writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: WriteOctetsMax, leaveOpen: true));
    }

    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _closed;
            }
        }
    }

    /// <summary>For one caller at a time, which then flushes. False when the connection is closed.</summary>
    public bool TryAdd(UpstreamStreamAsk ask)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            ushort id;
            do
            {
                id = RandomId();
            }
            while (!_waiting.TryAdd(id, ask));
            ask.SentMs = Environment.TickCount64;
            _askedMs = ask.SentMs;
            Span<byte> frame = _writer.GetSpan(StreamFraming.PrefixLength + ask.Query.Length);
            _writer.Advance(StreamFraming.WriteFrame(ask.Query, frame));
            BinaryPrimitives.WriteUInt16BigEndian(frame[StreamFraming.PrefixLength..], id);
            return true;
        }
    }

    public async Task FlushAsync()
    {
        try
        {
            await _writer.FlushAsync(_cut.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (IsEnd(error))
        {
            // The reader learns it too, after the answers that came before.
        }
    }

    /// <summary>Reads answers until the connection ends, and closes it.</summary>
    public async Task ReadAsync()
    {
        PipeReader reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true));
        bool closedByServer = false;
        try
        {
            closedByServer = await ReadAnswersAsync(reader).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // A server that closed while we wrote resets the connection.
            closedByServer = true;
        }
        catch (OperationCanceledException)
        {
            // Cut by us.
        }

        Close(mayRetry: closedByServer);
        await reader.CompleteAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Fails what is overdue. Closes a connection that is idle, or that answered nothing since the overdue was asked.
    /// </summary>
    public void Sweep()
    {
        long now = Environment.TickCount64;
        bool isOver;
        List<UpstreamStreamAsk> overdue = [];
        lock (_lock)
        {
            isOver = _waiting.Count == 0 && now - Math.Max(_askedMs, _answeredMs) > _limits.IdleSeconds * 1000;
            foreach ((ushort id, UpstreamStreamAsk ask) in _waiting)
            {
                if (ask.IsOverdue(now, _limits))
                {
                    isOver |= ask.SentMs >= _answeredMs;
                    overdue.Add(ask);
                    _ = _waiting.Remove(id);
                }
            }
        }

        foreach (UpstreamStreamAsk ask in overdue)
        {
            ask.Fail();
            _done(ask);
        }

        if (isOver)
        {
            Close(mayRetry: false);
        }
    }

    /// <summary>For the caller that adds, once the reading has ended.</summary>
    public ValueTask DisposeAsync()
    {
        _cut.Dispose();

        // Without the exception it would write what is left.
        return _writer.CompleteAsync(new OperationCanceledException());
    }

    /// <param name="mayRetry">The server closed the connection, so that what it left unanswered is asked again.</param>
    public void Close(bool mayRetry)
    {
        UpstreamStreamAsk[] left;
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            left = [.. _waiting.Values];
            _waiting.Clear();
            _ = _cut.CancelAsync();
        }

        foreach (UpstreamStreamAsk ask in left)
        {
            if (mayRetry && !ask.IsRetried)
            {
                ask.IsRetried = true;
                _again(ask);
            }
            else
            {
                ask.Fail();
                _done(ask);
            }
        }
    }

    private static bool IsEnd(Exception error) => error is IOException or OperationCanceledException;

    private static ushort RandomId()
    {
        Span<byte> octets = stackalloc byte[sizeof(ushort)];
        RandomNumberGenerator.Fill(octets);
        return BinaryPrimitives.ReadUInt16BigEndian(octets);
    }

    /// <summary>True when the server closed the connection between two messages.</summary>
    private async Task<bool> ReadAnswersAsync(PipeReader reader)
    {
        byte[] response = new byte[DnsLimits.MessageLengthMax];
        while (true)
        {
            ReadResult read = await reader.ReadAsync(_cut.Token).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            DnsStatus status;
            while ((status = StreamFraming.TryReadFrame(ref buffer, out var message)) == DnsStatus.Ok)
            {
                message.CopyTo(response);
                Match(response.AsSpan(0, (int)message.Length));
            }

            if (status == DnsStatus.FrameEmpty || read.IsCompleted)
            {
                return status == DnsStatus.End && buffer.IsEmpty;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    // An id that nobody waits for is an answer that came too late, or nonsense: neither may harm another ask.
    private void Match(Span<byte> response)
    {
        if (response.Length < DnsLimits.HeaderLength)
        {
            return;
        }

        UpstreamStreamAsk? ask;
        lock (_lock)
        {
            if (!_waiting.Remove(BinaryPrimitives.ReadUInt16BigEndian(response), out ask))
            {
                return;
            }

            _answeredMs = Environment.TickCount64;
        }

        if (ask.IsAnsweredBy(response))
        {
            ask.Answer(response);
        }
        else
        {
            ask.Fail();
        }

        _done(ask);
    }
}
