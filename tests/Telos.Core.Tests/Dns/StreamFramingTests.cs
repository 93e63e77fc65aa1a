using System.Buffers;
using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public class StreamFramingTests
{
    [Fact]
    public void TryReadFrame_TwoMessages_TakesOneAfterTheOther()
    {
        ReadOnlySequence<byte> buffer = new([0x00, 0x02, 0xaa, 0xbb, 0x00, 0x01, 0xcc]);

        Assert.Equal(DnsStatus.Ok, StreamFraming.TryReadFrame(ref buffer, out ReadOnlySequence<byte> first));
        Assert.Equal(DnsStatus.Ok, StreamFraming.TryReadFrame(ref buffer, out ReadOnlySequence<byte> second));
        Assert.Equal(DnsStatus.End, StreamFraming.TryReadFrame(ref buffer, out _));

        Assert.Equal([0xaa, 0xbb], first.ToArray());
        Assert.Equal([0xcc], second.ToArray());
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void TryReadFrame_CutAnywhere_LeavesTheBuffer()
    {
        byte[] frame = [0x00, 0x03, 1, 2, 3];
        for (int length = 0; length < frame.Length; length++)
        {
            ReadOnlySequence<byte> buffer = new(frame, 0, length);

            Assert.Equal(DnsStatus.End, StreamFraming.TryReadFrame(ref buffer, out ReadOnlySequence<byte> message));

            Assert.Equal(length, buffer.Length);
            Assert.True(message.IsEmpty);
        }
    }

    [Fact]
    public void TryReadFrame_OctetsInPieces_AreOneMessage()
    {
        Piece first = new([0x01], null);
        Piece last = new([0xfe], new Piece([0x02, 0xff], new Piece([0x00], first)));
        byte[] rest = new byte[256];
        Piece end = new(rest, last);
        ReadOnlySequence<byte> buffer = new(first, 0, end, rest.Length);

        Assert.Equal(DnsStatus.Ok, StreamFraming.TryReadFrame(ref buffer, out ReadOnlySequence<byte> message));

        Assert.Equal(0x0100, message.Length);
        Assert.Equal([0x02, 0xff, 0xfe, 0x00], message.Slice(0, 4).ToArray());
        Assert.Equal(3, buffer.Length);
    }

    [Fact]
    public void TryReadFrame_LongestMessage_IsTaken()
    {
        byte[] frame = new byte[65537];
        frame[0] = 0xff;
        frame[1] = 0xff;
        ReadOnlySequence<byte> buffer = new(frame);

        Assert.Equal(DnsStatus.Ok, StreamFraming.TryReadFrame(ref buffer, out ReadOnlySequence<byte> message));

        Assert.Equal(65535, message.Length);
    }

    [Fact]
    public void TryReadFrame_MessageOfNoOctets_IsRejected()
    {
        ReadOnlySequence<byte> buffer = new([0x00, 0x00, 0x00, 0x01, 0xcc]);

        Assert.Equal(DnsStatus.FrameEmpty, StreamFraming.TryReadFrame(ref buffer, out _));

        Assert.Equal(5, buffer.Length);
    }

    [Fact]
    public void WriteFrame_Message_HasItsLengthInFront()
    {
        byte[] message = new byte[258];
        message[0] = 0x77;
        byte[] frame = new byte[260];

        Assert.Equal(260, StreamFraming.WriteFrame(message, frame));

        Assert.Equal([0x01, 0x02, 0x77], frame[..3]);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] octets, Piece? previous)
        {
            Memory = octets;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
