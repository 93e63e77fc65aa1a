namespace Telos.Core.Dns;

/// <summary>An answer without the records that lead to addresses which <see cref="RebindingFilter"/> stops.</summary>
public static class PublicAnswer
{
    /// <summary>Whether it has any such record.</summary>
    /// <param name="answer">In canonical form.</param>
    public static bool HasOthers(in DnsResponse answer)
    {
        DnsRecordCursor records = answer.Records;
        while (records.MoveNext())
        {
            if (!Passes(records.Current))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the rest. Times to live are as they stand in the answer.</summary>
    /// <param name="addressed">Records with an address that are left.</param>
    public static DnsStatus TryWrite(
        in DnsResponse answer, Span<byte> wire, Span<ushort> ttlOffsets, out AnswerShape shape, out int addressed)
    {
        addressed = 0;
        shape = default;
        Span<byte> name = stackalloc byte[DnsLimits.NameLengthMax];
        DnsWriter writer = new(wire, 0, answer.Header.Flags);
        DnsStatus status = writer.TryWriteQuestion(name[..answer.Question.Name.CopyLowerTo(name)], answer.Question.Type);
        int ttlCount = 0;
        DnsRecordCursor records = answer.Records;
        while (status == DnsStatus.Ok && records.MoveNext())
        {
            if (!Passes(records.Current))
            {
                continue;
            }

            if (ttlCount == ttlOffsets.Length)
            {
                return DnsStatus.NoRoom;
            }

            AnswerAddresses addresses = new(records.Current);
            addressed += addresses.MoveNext() ? 1 : 0;
            status = writer.TryWriteRecord(records.Current, records.Section, out int ttlOffset);
            ttlOffsets[ttlCount++] = (ushort)ttlOffset;
        }

        shape = new AnswerShape(AnswerKind.Data, writer.Length, ttlCount, 0);
        return status;
    }

    private static bool Passes(in DnsRecord record)
    {
        AnswerAddresses addresses = new(record);
        while (addresses.MoveNext())
        {
            if (!RebindingFilter.Passes(addresses.Current, out _))
            {
                return false;
            }
        }

        return true;
    }
}
