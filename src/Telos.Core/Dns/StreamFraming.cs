using System.Buffers;
using System.Buffers.Binary;

namespace Telos.Core.Dns;

/// <summary>Messages on a stream: each after its length in two octets (RFC 1035 4.2.2, RFC 7766 8).</summary>
public static class StreamFraming
{
    public const int PrefixLength = 2;

    /// <summary>A message with its prefix.</summary>
    public const int FrameLengthMax = PrefixLength + DnsLimits.MessageLengthMax;

    /// <summary>
    /// Takes the first message off the buffer. <see cref="DnsStatus.End"/> means that it is not whole yet, and leaves the
    /// buffer as it is, as every status but <see cref="DnsStatus.Ok"/> does.
    /// </summary>
    public static DnsStatus TryReadFrame(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < PrefixLength)
        {
            return DnsStatus.End;
        }

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        int length = BinaryPrimitives.ReadUInt16BigEndian(prefix);
        if (length == 0)
        {
            return DnsStatus.FrameEmpty;
        }

        if (buffer.Length - PrefixLength < length)
        {
            return DnsStatus.End;
        }

        message = buffer.Slice(PrefixLength, length);
        buffer = buffer.Slice(message.End);
        return DnsStatus.Ok;
    }

    /// <summary>Returns the length of the frame. The destination has <see cref="PrefixLength"/> octets more than the message.</summary>
    public static int WriteFrame(ReadOnlySpan<byte> message, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, checked((ushort)message.Length));
        message.CopyTo(destination[PrefixLength..]);
        return PrefixLength + message.Length;
    }
}
