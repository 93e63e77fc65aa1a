using System.Buffers.Text;

namespace Telos.Daemon.Events;

/// <summary>A text in UTF-8, put together in a buffer that has room for all of it.</summary>
internal ref struct Utf8Text(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public void Add(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
    }

    /// <summary>In decimals.</summary>
    public void AddNumber(uint number)
    {
        _ = Utf8Formatter.TryFormat(number, _buffer[_length..], out int written);
        _length += written;
    }

    /// <summary>In hexadecimals, without leading zeros.</summary>
    public void AddHex(ushort number)
    {
        _ = number.TryFormat(_buffer[_length..], out int written, "x");
        _length += written;
    }
}
