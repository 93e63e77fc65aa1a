namespace Telos.Daemon.Events;

/// <summary>Whole lines of a file that grows, as far as it is written.</summary>
internal sealed class PieceLines
{
    private const int PieceBytes = 64 * 1024;

    private byte[] _bytes = new byte[PieceBytes];
    private int _start;
    private int _end;

    /// <summary>False: there is no more to read now.</summary>
    public bool Fill(FileStream file)
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _bytes.Length)
        {
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        }

        int count = file.Read(_bytes, _end, _bytes.Length - _end);
        _end += count;
        return count > 0;
    }

    public bool TryTake(out byte[] line)
    {
        int length = _bytes.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        line = length < 0 ? [] : _bytes[_start..(_start + length)];
        _start += length + 1;
        return length >= 0;
    }
}
