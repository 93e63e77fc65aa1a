using System.Buffers;

namespace Telos.Daemon.Dns;

/// <summary>What a worker is handed by other threads. It belongs to the worker until returned to the inbox.</summary>
internal sealed class InboxMessage
{
    private byte[] _buffer = [];
    private int _length;

    public InboxKind Kind { get; private set; }

    /// <summary>Of a query.</summary>
    public StreamClient? Client { get; private set; }

    /// <summary>Of a query.</summary>
    public int Scope { get; private set; }

    /// <summary>Of an answer or failure, as it was given with the question.</summary>
    public int Exchange { get; private set; }

    /// <summary>Of an answer or failure, as it was given with the question.</summary>
    public uint Generation { get; private set; }

    /// <summary>Empty for a failure.</summary>
    public ReadOnlySpan<byte> Message => _buffer.AsSpan(0, _length);

    public void SetQuery(StreamClient client, int scope, ReadOnlySpan<byte> message)
    {
        Kind = InboxKind.Query;
        Client = client;
        Scope = scope;
        Copy(message);
    }

    public void SetOutcome(InboxKind kind, int exchange, uint generation, ReadOnlySpan<byte> response)
    {
        Kind = kind;
        Exchange = exchange;
        Generation = generation;
        Copy(response);
    }

    public void Clear()
    {
        if (_buffer.Length != 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
        _length = 0;
        Kind = default;
        Client = null;
        Scope = 0;
        Exchange = 0;
        Generation = 0;
    }

    private void Copy(ReadOnlySpan<byte> message)
    {
        if (!message.IsEmpty)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(message.Length);
            message.CopyTo(_buffer);
            _length = message.Length;
        }
    }
}
