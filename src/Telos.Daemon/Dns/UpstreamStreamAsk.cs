using System.Buffers;
using Telos.Core.Dns;

namespace Telos.Daemon.Dns;

/// <summary>A query that waits for a server's answer.</summary>
internal sealed class UpstreamStreamAsk
{
    private byte[] _buffer = [];
    private int _length;
    private WorkerInbox? _inbox;
    private int _exchange;
    private uint _generation;
    private long _askedMs;

    public long SentMs { get; set; }

    /// <summary>It was sent on a connection that the server closed: there is no third time.</summary>
    public bool IsRetried { get; set; }

    public ReadOnlySpan<byte> Query => _buffer.AsSpan(0, _length);

    public void Set(WorkerInbox inbox, int exchange, uint generation, ReadOnlySpan<byte> query)
    {
        _inbox = inbox;
        _exchange = exchange;
        _generation = generation;
        _askedMs = Environment.TickCount64;
        _buffer = ArrayPool<byte>.Shared.Rent(query.Length);
        query.CopyTo(_buffer);
        _length = query.Length;
        SentMs = 0;
        IsRetried = false;
    }

    public void Clear()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
        _inbox = null;
    }

    public bool IsOverdue(long nowMs, StreamLimits limits) => nowMs - _askedMs > limits.UpstreamSeconds * 1000;

    /// <summary>The response repeats the question; letters may have another case.</summary>
    public bool IsAnsweredBy(ReadOnlySpan<byte> response)
    {
        if (DnsHeader.TryRead(response, out DnsHeader header) != DnsStatus.Ok
            || !header.IsResponse
            || header.QuestionCount != 1
            || DnsQuestion.TryRead(response, DnsLimits.HeaderLength, out DnsQuestion answered) != DnsStatus.Ok
            || DnsQuestion.TryRead(Query, DnsLimits.HeaderLength, out DnsQuestion asked) != DnsStatus.Ok)
        {
            return false;
        }

        Span<byte> name = stackalloc byte[DnsLimits.NameLengthMax];
        int length = asked.Name.CopyLowerTo(name);
        return answered.Name.Is(name[..length]) && answered.Type == asked.Type && answered.Class == asked.Class;
    }

    /// <summary>Under the id that the worker asked with. A worker without room takes it for one that was lost.</summary>
    public void Answer(Span<byte> response)
    {
        Query[..sizeof(ushort)].CopyTo(response);
        _ = _inbox!.TrySubmitAnswer(_exchange, _generation, response);
    }

    public void Fail() => _ = _inbox!.TrySubmitFailure(_exchange, _generation);
}
