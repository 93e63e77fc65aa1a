using System.Buffers;
using Telos.Core.Dns;

namespace Telos.Fuzz.Targets;

/// <summary>A stream of DNS messages: they are the same ones however it comes.</summary>
internal static class TcpFrames
{
    private const int EndsInPieces = 256;

    /// <summary>The first octet says into which pieces the rest is cut, and where it stops for a while.</summary>
    public static void Read(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        byte[] stream = input[1..].ToArray();
        List<byte[]> expected = ReadNaively(stream, out int taken, out bool isEmpty);
        DnsStatus end = isEmpty ? DnsStatus.FrameEmpty : DnsStatus.End;

        List<byte[]> messages = [];
        ReadOnlySequence<byte> whole = new(stream);
        Claim.Holds(Take(ref whole, messages) == end && whole.Length == stream.Length - taken);
        Compare(messages, expected);

        messages.Clear();
        ReadOnlySequence<byte> pieces = PieceSegment.Cut(stream, input[0]);
        Claim.Holds(Take(ref pieces, messages) == end && pieces.Length == stream.Length - taken);
        Compare(messages, expected);

        messages.Clear();
        int come = stream.Length * input[0] / EndsInPieces;
        ReadOnlySequence<byte> part = new(stream, 0, come);
        _ = Take(ref part, messages);
        ReadOnlySequence<byte> rest = new(stream, come - (int)part.Length, stream.Length - come + (int)part.Length);
        Claim.Holds(Take(ref rest, messages) == end);
        Compare(messages, expected);
    }

    private static DnsStatus Take(ref ReadOnlySequence<byte> buffer, List<byte[]> messages)
    {
        DnsStatus status;
        while ((status = StreamFraming.TryReadFrame(ref buffer, out ReadOnlySequence<byte> message)) == DnsStatus.Ok)
        {
            messages.Add(message.ToArray());
        }

        return status;
    }

    // RFC 1035 4.2.2
    private static List<byte[]> ReadNaively(byte[] stream, out int taken, out bool isEmpty)
    {
        List<byte[]> messages = [];
        taken = 0;
        isEmpty = false;
        while (stream.Length - taken >= 2)
        {
            int length = (stream[taken] * 256) + stream[taken + 1];
            isEmpty = length == 0;
            if (isEmpty || stream.Length - taken - 2 < length)
            {
                break;
            }

            messages.Add(stream[(taken + 2)..(taken + 2 + length)]);
            taken += 2 + length;
        }

        return messages;
    }

    private static void Compare(List<byte[]> messages, List<byte[]> expected)
    {
        Claim.Holds(messages.Count == expected.Count);
        for (int i = 0; i < messages.Count; i++)
        {
            Claim.Holds(messages[i].AsSpan().SequenceEqual(expected[i]));
            byte[] frame = new byte[StreamFraming.PrefixLength + messages[i].Length];
            Claim.Holds(StreamFraming.WriteFrame(messages[i], frame) == frame.Length);
            ReadOnlySequence<byte> buffer = new(frame);
            Claim.Holds(StreamFraming.TryReadFrame(ref buffer, out ReadOnlySequence<byte> again) == DnsStatus.Ok);
            Claim.Holds(buffer.IsEmpty && again.ToArray().AsSpan().SequenceEqual(messages[i]));
        }
    }
}
