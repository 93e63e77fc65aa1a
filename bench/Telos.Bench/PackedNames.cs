namespace Telos.Bench;

/// <summary>Names one after the other in memory, as they come from a socket's buffers: to read them costs little.</summary>
internal sealed class PackedNames
{
    private readonly byte[] _octets;
    private readonly int[] _starts;
    private int _next;

    /// <param name="names">Their number is a power of two.</param>
    public PackedNames(IReadOnlyList<byte[]> names)
    {
        _octets = [.. names.SelectMany(name => name)];
        _starts = new int[names.Count + 1];
        for (int i = 0; i < names.Count; i++)
        {
            _starts[i + 1] = _starts[i] + names[i].Length;
        }
    }

    public ReadOnlySpan<byte> Next()
    {
        int i = _next++ & (_starts.Length - 2);
        return _octets.AsSpan(_starts[i], _starts[i + 1] - _starts[i]);
    }
}
