namespace Telos.Core.Dns;

/// <summary>
/// A response whose every record was read and checked; nothing is behind the last. Records come one by one, since no
/// list of them is kept.
/// </summary>
public readonly ref struct DnsResponse
{
    private DnsResponse(DnsHeader header, scoped in DnsQuestion question, Edns edns, bool hasSubtreeAlias)
    {
        Header = header;
        Question = question;
        Edns = edns;
        HasSubtreeAlias = hasSubtreeAlias;
    }

    public DnsHeader Header { get; }

    public DnsQuestion Question { get; }

    public Edns Edns { get; }

    internal bool HasSubtreeAlias { get; }

    /// <summary>With EDNS' upper bits.</summary>
    public DnsRcode Rcode => (DnsRcode)((Edns.RcodeHigh << 4) | (int)Header.Rcode);

    /// <summary>All but OPT; it cannot fail any more.</summary>
    public DnsRecordCursor Records => new(Question.Name.Message, Question.EndOffset, Header);

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

        DnsRecordCursor records = new(message, question.EndOffset, header);
        status = CheckRecords(records, message.Length, out Edns edns, out bool hasSubtreeAlias);
        if (status != DnsStatus.Ok)
        {
            return status;
        }

        response = new DnsResponse(header, question, edns, hasSubtreeAlias);
        return DnsStatus.Ok;
    }

    private static DnsStatus CheckRecords(
        DnsRecordCursor records, int messageLength, out Edns edns, out bool hasSubtreeAlias)
    {
        edns = default;
        hasSubtreeAlias = false;
        DnsStatus status;
        while ((status = records.TryReadNext(out DnsRecord record)) == DnsStatus.Ok)
        {
            DnsType type = record.Type;
            hasSubtreeAlias |= type == DnsType.DNAME;
            status = type == DnsType.OPT
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
