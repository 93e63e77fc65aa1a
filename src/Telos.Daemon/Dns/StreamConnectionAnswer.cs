using System.Buffers;

namespace Telos.Daemon.Dns;

/// <summary>An answer that waits to be written, in a buffer of the shared pool. Empty when there is nothing to say.</summary>
internal readonly struct StreamConnectionAnswer(ReadOnlySpan<byte> message)
{
    private readonly byte[] _buffer = Copy(message);

    public int Length { get; } = message.Length;

    public ReadOnlySpan<byte> Message => _buffer.AsSpan(0, Length);

    public void Return() => ArrayPool<byte>.Shared.Return(_buffer);

    private static byte[] Copy(ReadOnlySpan<byte> message)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(buffer);
        return buffer;
    }
}
