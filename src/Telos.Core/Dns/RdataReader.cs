namespace Telos.Core.Dns;

/// <summary>Steps through the data of one record by the shape of its type.</summary>
internal static class RdataReader
{
    /// <summary>Whether the data is as long as its type says and its names lie within.</summary>
    public static DnsStatus Check(in DnsRecord record)
    {
        RdataShape shape = RdataShape.Of(record.Type);
        if (!shape.HasNames)
        {
            return shape.Tail < 0 || record.RdataLength == shape.Head ? DnsStatus.Ok : DnsStatus.RdataLength;
        }

        int position = record.RdataOffset;
        DnsStatus status = TrySkipHead(record, shape, ref position);
        for (int i = 0; i < shape.Names && status == DnsStatus.Ok; i++)
        {
            status = TrySkipName(record, ref position);
        }

        if (status != DnsStatus.Ok)
        {
            return status;
        }

        int left = record.EndOffset - position;
        if (shape.Tail >= 0 && left != shape.Tail)
        {
            return DnsStatus.RdataLength;
        }

        return record.Type is DnsType.SVCB or DnsType.HTTPS
            ? SvcParameters.Check(record.Message.Slice(position, left))
            : DnsStatus.Ok;
    }

    /// <summary>The octets and character-strings before the first name.</summary>
    public static DnsStatus TrySkipHead(in DnsRecord record, RdataShape shape, ref int position)
    {
        position += shape.Head;
        for (int i = 0; i < shape.Strings; i++)
        {
            if (position >= record.EndOffset)
            {
                return DnsStatus.RdataLength;
            }

            position += record.Message[position] + 1;
        }

        return position > record.EndOffset ? DnsStatus.RdataLength : DnsStatus.Ok;
    }

    private static DnsStatus TrySkipName(in DnsRecord record, ref int position)
    {
        DnsStatus status = DnsName.TryRead(record.Message[..record.EndOffset], position, out DnsName name);
        if (status != DnsStatus.Ok)
        {
            return status;
        }

        position = name.EndOffset;
        return DnsStatus.Ok;
    }
}
