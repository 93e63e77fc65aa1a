namespace Telos.Client;

/// <summary>Whole lines out of the pieces in which a socket delivers them.</summary>
internal sealed class LineBuffer
{
    // The daemon bounds what it is told; what it tells, a policy with its reasons, may be longer.
    private const int LineBytesMax = 4 * 1024 * 1024;
    private const int PieceBytes = 4096;

    private byte[] _bytes = new byte[PieceBytes];
    private int _start;
    private int _searched;
    private int _end;

    /// <summary>False: there is no whole line yet.</summary>
    /// <param name="line">Without its end; of use until the next call.</param>
    public bool TryTake(out ReadOnlyMemory<byte> line)
    {
        int length = _bytes.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
        if (length < 0)
        {
            _searched = _end;
            line = default;
            return false;
        }

        line = _bytes.AsMemory(_start, _searched + length - _start);
        _start = _searched = _searched + length + 1;
        return true;
    }

    /// <summary>Where the next piece goes.</summary>
    /// <exception cref="ProtocolException">The line is too long.</exception>
    public Memory<byte> Room()
    {
        int held = _end - _start;
        if (held > LineBytesMax)
        {
            throw new ProtocolException($"a message has more than {LineBytesMax} octets");
        }

        if (_bytes.Length - _end < PieceBytes)
        {
            byte[] bytes = held + PieceBytes > _bytes.Length ? new byte[2 * (held + PieceBytes)] : _bytes;
            _bytes.AsSpan(_start, held).CopyTo(bytes);
            _bytes = bytes;
            _searched -= _start;
            _start = 0;
            _end = held;
        }

        return _bytes.AsMemory(_end);
    }

    public void Add(int count) => _end += count;
}
