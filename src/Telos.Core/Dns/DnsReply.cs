using System.Buffers.Binary;

namespace Telos.Core.Dns;

/// <summary>
/// What the client gets. The question is repeated letter by letter as it was sent; EDNS is answered where it was used.
/// Each method returns the length, 0 when the buffer is too small for any reply.
/// </summary>
public static class DnsReply
{
    private const ushort KeptFlags = DnsHeader.RecursionDesiredFlag | DnsHeader.CheckingDisabledFlag;

    /// <param name="message">The client's query.</param>
    /// <param name="answer">In canonical form (<see cref="CanonicalAnswer"/>), for this question.</param>
    /// <param name="reply">Bounds the reply; what does not fit is left out and TC set.</param>
    public static int WriteAnswer(
        ReadOnlySpan<byte> message, in DnsQuery query, in AgedAnswer answer, ExtendedError? error, Span<byte> reply)
    {
        int ednsLength = query.Edns.IsPresent ? 1 + DnsLimits.RecordHeadLength + (error is null ? 0 : 6) : 0;
        if (answer.Wire.Length + ednsLength > reply.Length)
        {
            return WriteTruncated(message, query, reply);
        }

        answer.Wire.CopyTo(reply);
        answer.WriteTtls(reply);
        int nameLength = query.Question.Name.WireLength;
        message.Slice(DnsLimits.HeaderLength, nameLength).CopyTo(reply[DnsLimits.HeaderLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(reply, query.Header.Id);
        ushort flags = BinaryPrimitives.ReadUInt16BigEndian(answer.Wire[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(reply[2..], (ushort)(flags | (query.Header.Flags & KeptFlags)));
        return query.Edns.IsPresent
            ? WriteEdns(reply, answer.Wire.Length, (DnsRcode)(flags & 0xf), query.Edns.DnssecOk, error)
            : answer.Wire.Length;
    }

    /// <summary>Nothing but a code, the question where it could be read, and why.</summary>
    /// <param name="text">EXTRA-TEXT of the extended error, UTF-8; left out where it does not fit.</param>
    public static int WriteError(
        ReadOnlySpan<byte> message, in DnsQuery query, DnsRcode rcode, ExtendedError? error, ReadOnlySpan<byte> text,
        Span<byte> reply)
    {
        if (reply.Length < DnsLimits.HeaderLength)
        {
            return 0;
        }

        int flags = DnsHeader.ResponseFlag | DnsHeader.RecursionAvailableFlag | (query.Header.Flags & KeptFlags)
            | ((int)rcode & 0xf);
        int opcode = query.Header.Flags & 0x7800;
        DnsHeader.Write(reply, query.Header.Id, (ushort)(flags | opcode));
        int length = DnsLimits.HeaderLength;
        if (query.HasQuestion)
        {
            length = query.Question.EndOffset;
            if (length > reply.Length)
            {
                return 0;
            }

            message[DnsLimits.HeaderLength..length].CopyTo(reply[DnsLimits.HeaderLength..]);
            BinaryPrimitives.WriteUInt16BigEndian(reply[4..], 1);
        }

        if (!query.Edns.IsPresent)
        {
            return length;
        }

        DnsWriter writer = DnsWriter.Resume(reply, length);
        DnsStatus status = writer.TryWriteEdns(rcode, query.Edns.DnssecOk, error, text);
        if (status != DnsStatus.Ok)
        {
            status = writer.TryWriteEdns(rcode, query.Edns.DnssecOk, error, default);
        }

        return status == DnsStatus.Ok ? writer.Length : length;
    }

    /// <summary>The client asks again by TCP.</summary>
    public static int WriteTruncated(ReadOnlySpan<byte> message, in DnsQuery query, Span<byte> reply)
    {
        int length = WriteError(message, query, DnsRcode.NoError, null, default, reply);
        if (length != 0)
        {
            reply[2] |= DnsHeader.TruncatedFlag >> 8;
        }

        return length;
    }

    private static int WriteEdns(Span<byte> reply, int length, DnsRcode rcode, bool dnssecOk, ExtendedError? error)
    {
        DnsWriter writer = DnsWriter.Resume(reply, length);
        return writer.TryWriteEdns(rcode, dnssecOk, error, default) == DnsStatus.Ok ? writer.Length : length;
    }
}
