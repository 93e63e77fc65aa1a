namespace Telos.Core.Domains;

/// <summary>The lines of a stream of bytes, in constant memory.</summary>
public ref struct LineScan(Stream stream, Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>From 1.</summary>
    public int Number { get; private set; }

    /// <summary>The line does not fit the buffer: <see cref="Line"/> is its end, of no use.</summary>
    public bool TooLong { get; private set; }

    /// <summary>Without its line feed; valid until the next call.</summary>
    public ReadOnlySpan<byte> Line { get; private set; }

    /// <summary>An upper bound for the lines, counted from here to the end.</summary>
    public static int Count(Stream stream, Span<byte> buffer)
    {
        int count = 1;
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            count += buffer[..read].Count((byte)'\n');
        }

        return count;
    }

    public bool MoveNext()
    {
        TooLong = false;
        int feed = _buffer[_start.._end].IndexOf((byte)'\n');
        while (feed < 0 && !_ended)
        {
            Refill();
            feed = _buffer[_start.._end].IndexOf((byte)'\n');
        }

        if (feed < 0 && _start == _end && !TooLong)
        {
            return false;
        }

        int length = feed < 0 ? _end - _start : feed;
        Line = _buffer.Slice(_start, length);
        _start += feed < 0 ? length : length + 1;
        Number++;
        return true;
    }

    private void Refill()
    {
        if (_end - _start == _buffer.Length)
        {
            TooLong = true;
            _start = _end;
        }

        _buffer[_start.._end].CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        int read = stream.Read(_buffer[_end..]);
        _ended = read == 0;
        _end += read;
    }
}
