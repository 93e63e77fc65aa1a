namespace Telos.Core.Dns;

/// <summary>
/// A response whose every record was read and checked; nothing is behind the last. Records come one by one, since no
/// list of them is kept.
/// </summary>
public readonly ref struct DnsResponse
{
    private readonly ReadOnlySpan<byte> _message;

    private DnsResponse(ReadOnlySpan<byte> message, DnsHeader header, DnsQuestion question, Edns edns)
    {
        _message = message;
        Header = header;
        Question = question;
        Edns = edns;
    }

    public DnsHeader Header { get; }

    public DnsQuestion Question { get; }

    public Edns Edns { get; }

    /// <summary>With EDNS' upper bits.</summary>
    public DnsRcode Rcode => (DnsRcode)((Edns.RcodeHigh << 4) | (int)Header.Rcode);

    /// <summary>All but OPT; it cannot fail any more.</summary>
    public DnsRecordCursor Records => new(_message, Question.EndOffset, Header);

    public static DnsStatus TryParse(ReadOnlySpan<byte> message, out DnsResponse response)
    {
        response = default;
        DnsStatus status = DnsHeader.TryRead(message, out DnsHeader header);
        if (status != DnsStatus.Ok)
        {
            return status;
        }

        if (!header.IsResponse)
        {
            return DnsStatus.NotResponse;
        }

        if (header.Opcode != 0)
        {
            return DnsStatus.OpcodeUnsupported;
        }

        if (header.QuestionCount != 1)
        {
            return DnsStatus.QuestionCount;
        }

        status = DnsQuestion.TryRead(message, DnsLimits.HeaderLength, out DnsQuestion question);
        if (status != DnsStatus.Ok)
        {
            return status;
        }

        status = CheckRecords(new DnsRecordCursor(message, question.EndOffset, header), message.Length, out Edns edns);
        if (status != DnsStatus.Ok)
        {
            return status;
        }

        response = new DnsResponse(message, header, question, edns);
        return DnsStatus.Ok;
    }

    private static DnsStatus CheckRecords(DnsRecordCursor records, int messageLength, out Edns edns)
    {
        edns = default;
        DnsStatus status;
        while ((status = records.TryReadNext(out DnsRecord record)) == DnsStatus.Ok)
        {
            status = record.Type == DnsType.OPT
                ? CheckEdns(record, records.Section, ref edns)
                : RdataReader.Check(record);
            if (status != DnsStatus.Ok)
            {
                return status;
            }
        }

        if (status != DnsStatus.End)
        {
            return status;
        }

        return records.Offset == messageLength ? DnsStatus.Ok : DnsStatus.TrailingOctets;
    }

    private static DnsStatus CheckEdns(in DnsRecord record, DnsSection section, ref Edns edns)
    {
        if (section != DnsSection.Additional)
        {
            return DnsStatus.EdnsSection;
        }

        return edns.IsPresent ? DnsStatus.EdnsRepeated : Edns.TryRead(record, out edns);
    }
}
