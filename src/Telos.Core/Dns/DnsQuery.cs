using System.Buffers.Binary;

namespace Telos.Core.Dns;

/// <summary>
/// A client's query: one question and at most an OPT record, nothing else and nothing behind. Where the question could
/// be read, a rejected query still has it, so that the refusal can repeat it.
/// </summary>
public readonly ref struct DnsQuery
{
    private DnsQuery(DnsHeader header, DnsQuestion question, Edns edns)
    {
        Header = header;
        Question = question;
        Edns = edns;
    }

    public DnsHeader Header { get; }

    public DnsQuestion Question { get; }

    public Edns Edns { get; }

    /// <summary>A question was read.</summary>
    public bool HasQuestion => Question.Name.WireLength != 0;

    /// <summary>How many octets an answer by UDP may have.</summary>
    public int UdpLengthMax => Edns.IsPresent
        ? Math.Clamp((int)Edns.UdpLength, DnsLimits.UdpLengthMin, DnsLimits.UdpLengthMax)
        : DnsLimits.UdpLengthMin;

    /// <summary>
    /// The same query as short as can be, for whoever answers it later: without EDNS options. At most header, question
    /// and 11 octets. Returns the length.
    /// </summary>
    public int CopyWithoutOptions(ReadOnlySpan<byte> message, Span<byte> destination)
    {
        int length = Question.EndOffset;
        message[..length].CopyTo(destination);
        if (!Edns.IsPresent)
        {
            return length;
        }

        Span<byte> edns = destination.Slice(length, Edns.LengthWithoutOptions);
        message.Slice(length, edns.Length).CopyTo(edns);
        edns[^2..].Clear();
        return length + edns.Length;
    }

    public static DnsStatus TryParse(ReadOnlySpan<byte> message, out DnsQuery query)
    {
        DnsQuestion question = default;
        Edns edns = default;
        DnsStatus status = DnsHeader.TryRead(message, out DnsHeader header);
        if (status == DnsStatus.Ok)
        {
            status = CheckHeader(header);
        }

        if (status == DnsStatus.Ok)
        {
            status = DnsQuestion.TryRead(message, DnsLimits.HeaderLength, out question);
        }

        if (status == DnsStatus.Ok)
        {
            status = CheckRest(message, header, question, out edns);
        }

        query = new DnsQuery(header, question, edns);
        return status;
    }

    private static DnsStatus CheckHeader(DnsHeader header)
    {
        if (header.IsResponse)
        {
            return DnsStatus.NotQuery;
        }

        if (header.Opcode != 0)
        {
            return DnsStatus.OpcodeUnsupported;
        }

        if (header.QuestionCount != 1)
        {
            return DnsStatus.QuestionCount;
        }

        return header.AnswerCount != 0 || header.AuthorityCount != 0 || header.AdditionalCount > 1
            ? DnsStatus.RecordCount
            : DnsStatus.Ok;
    }

    private static DnsStatus CheckRest(
        ReadOnlySpan<byte> message, DnsHeader header, in DnsQuestion question, out Edns edns)
    {
        int endOffset = question.EndOffset;
        edns = default;
        if (header.AdditionalCount != 0)
        {
            DnsStatus status = TryReadEdns(message, ref endOffset, out edns);
            if (status != DnsStatus.Ok)
            {
                return status;
            }
        }

        if (endOffset != message.Length)
        {
            return DnsStatus.TrailingOctets;
        }

        return edns.Version != 0 ? DnsStatus.EdnsVersion : CheckQuestion(question);
    }

    private static DnsStatus TryReadEdns(ReadOnlySpan<byte> message, ref int endOffset, out Edns edns)
    {
        ReadOnlySpan<byte> record = message[endOffset..];
        if (record.Length < Edns.LengthWithoutOptions || record[0] != 0)
        {
            return TryReadNamed(message, ref endOffset, out edns);
        }

        // The root's octet, as nearly all have it: there is no name to read.
        edns = default;
        int length = Edns.LengthWithoutOptions + BinaryPrimitives.ReadUInt16BigEndian(record[9..]);
        if (record.Length < length)
        {
            return DnsStatus.RdataTruncated;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(record[1..]) != (ushort)DnsType.OPT)
        {
            return DnsStatus.AdditionalUnsupported;
        }

        endOffset += length;
        return Edns.TryRead(
            BinaryPrimitives.ReadUInt16BigEndian(record[3..]),
            BinaryPrimitives.ReadUInt32BigEndian(record[5..]),
            record[Edns.LengthWithoutOptions..length],
            out edns);
    }

    private static DnsStatus TryReadNamed(ReadOnlySpan<byte> message, ref int endOffset, out Edns edns)
    {
        edns = default;
        DnsStatus status = DnsRecord.TryRead(message, endOffset, out DnsRecord record);
        if (status != DnsStatus.Ok)
        {
            return status;
        }

        if (record.Type != DnsType.OPT)
        {
            return DnsStatus.AdditionalUnsupported;
        }

        endOffset = record.EndOffset;
        return Edns.TryRead(record, out edns);
    }

    private static DnsStatus CheckQuestion(in DnsQuestion question)
    {
        if (question.Class != DnsQuestion.ClassIn)
        {
            return DnsStatus.ClassUnsupported;
        }

        // 128 to 255 are for questions and meta records (RFC 6895 3.1).
        return question.Type is DnsType.None or DnsType.OPT || ((ushort)question.Type & 0xff80) == 0x0080
            ? DnsStatus.TypeUnsupported
            : DnsStatus.Ok;
    }
}
