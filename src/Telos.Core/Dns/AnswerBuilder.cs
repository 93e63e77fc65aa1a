using System.Buffers.Binary;

namespace Telos.Core.Dns;

/// <summary>Picks records of a response into an answer under way.</summary>
internal ref struct AnswerBuilder
{
    private readonly DnsType _type;
    private readonly bool _dnssecOk;
    private readonly Span<ushort> _ttlOffsets;
    private DnsWriter _writer;
    private int _ttlCount;
    private uint _ttl;
    private uint? _negativeTtl;

    public AnswerBuilder(DnsWriter writer, DnsType type, bool dnssecOk, Span<ushort> ttlOffsets)
    {
        _writer = writer;
        _type = type;
        _dnssecOk = dnssecOk;
        _ttlOffsets = ttlOffsets;
        _ttlCount = 0;
        _ttl = uint.MaxValue;
        _negativeTtl = null;
    }

    public readonly AnswerShape Shape(AnswerKind kind) => new(
        kind, _writer.Length, _ttlCount, kind == AnswerKind.Data ? _ttl : Math.Min(_ttl, _negativeTtl ?? 0));

    public DnsStatus TryBegin(scoped ReadOnlySpan<byte> name) => _writer.TryWriteQuestion(name, _type);

    /// <summary>Takes all records of a type, and their signatures where they are wanted.</summary>
    public DnsStatus TryTake(in DnsResponse response, scoped ReadOnlySpan<byte> owner, DnsType type, out bool found)
    {
        found = false;
        DnsRecordCursor records = response.Records;
        while (records.MoveNext() && records.Section == DnsSection.Answer)
        {
            DnsRecord record = records.Current;
            bool isWanted = record.Type == type;
            if (record.Class != DnsQuestion.ClassIn || !(isWanted || (_dnssecOk && Covers(record, type)))
                || !record.Owner.Is(owner))
            {
                continue;
            }

            DnsStatus status = TryWrite(record, DnsSection.Answer);
            if (status != DnsStatus.Ok)
            {
                return status;
            }

            found |= isWanted;
        }

        return DnsStatus.Ok;
    }

    /// <summary>The name's CNAME with the DNAME that it comes from. targetLength 0: there is none.</summary>
    public DnsStatus TryTakeAlias(
        in DnsResponse response, scoped ReadOnlySpan<byte> owner, scoped Span<byte> target, out int targetLength)
    {
        targetLength = 0;
        DnsRecordCursor records = response.Records;
        while (records.MoveNext() && records.Section == DnsSection.Answer)
        {
            DnsRecord record = records.Current;
            if (record.Type != DnsType.CNAME || record.Class != DnsQuestion.ClassIn || !record.Owner.Is(owner))
            {
                continue;
            }

            DnsStatus status = DnsName.TryRead(record.Message, record.RdataOffset, out DnsName alias);
            if (status == DnsStatus.Ok && response.HasSubtreeAlias)
            {
                status = TryTakeOrigin(response, owner, alias);
            }

            if (status == DnsStatus.Ok)
            {
                status = TryWrite(record, DnsSection.Answer);
            }

            if (status == DnsStatus.Ok && _dnssecOk)
            {
                status = TryTakeSignatures(response, owner, DnsType.CNAME);
            }

            targetLength = status == DnsStatus.Ok ? alias.CopyLowerTo(target) : 0;
            return status;
        }

        return DnsStatus.Ok;
    }

    /// <summary>What proves that there is nothing: the zone's SOA, and with DNSSEC its signed denials.</summary>
    public DnsStatus TryTakeProof(
        in DnsResponse response, scoped ReadOnlySpan<byte> name, out bool hasStart, out bool hasServers)
    {
        hasStart = false;
        hasServers = false;
        DnsRecordCursor records = response.Records;
        while (records.MoveNext() && records.Section != DnsSection.Additional)
        {
            DnsRecord record = records.Current;
            if (records.Section != DnsSection.Authority || record.Class != DnsQuestion.ClassIn)
            {
                continue;
            }

            hasServers |= record.Type == DnsType.NS;
            bool isStart = record.Type == DnsType.SOA && !hasStart && IsWithin(name, record.Owner);
            if (!isStart && !(_dnssecOk && (IsDenial(record) || Covers(record, DnsType.SOA))))
            {
                continue;
            }

            hasStart |= isStart;
            if (isStart)
            {
                uint minimum = BinaryPrimitives.ReadUInt32BigEndian(record.Rdata[^sizeof(uint)..]);
                _negativeTtl = Math.Min(record.Ttl, minimum);
            }

            DnsStatus status = TryWrite(record, DnsSection.Authority);
            if (status != DnsStatus.Ok)
            {
                return status;
            }
        }

        return DnsStatus.Ok;
    }

    /// <summary>The signed denials alone.</summary>
    public DnsStatus TryTakeDenials(in DnsResponse response)
    {
        DnsStatus status = DnsStatus.Ok;
        DnsRecordCursor records = response.Records;
        while (status == DnsStatus.Ok && records.MoveNext() && records.Section != DnsSection.Additional)
        {
            DnsRecord record = records.Current;
            if (records.Section == DnsSection.Authority && record.Class == DnsQuestion.ClassIn && IsDenial(record))
            {
                status = TryWrite(record, DnsSection.Authority);
            }
        }

        return status;
    }

    private DnsStatus TryTakeSignatures(in DnsResponse response, scoped ReadOnlySpan<byte> owner, DnsType type)
    {
        DnsRecordCursor records = response.Records;
        while (records.MoveNext() && records.Section == DnsSection.Answer)
        {
            DnsRecord record = records.Current;
            if (!Covers(record, type) || record.Class != DnsQuestion.ClassIn || !record.Owner.Is(owner))
            {
                continue;
            }

            DnsStatus status = TryWrite(record, DnsSection.Answer);
            if (status != DnsStatus.Ok)
            {
                return status;
            }
        }

        return DnsStatus.Ok;
    }

    // RFC 6672 5.3.1: the CNAME is made from the DNAME of a name above. Any other DNAME is one that nobody asked for.
    private DnsStatus TryTakeOrigin(in DnsResponse response, scoped ReadOnlySpan<byte> owner, in DnsName alias)
    {
        DnsRecordCursor records = response.Records;
        while (records.MoveNext() && records.Section == DnsSection.Answer)
        {
            DnsRecord record = records.Current;
            if (record.Type != DnsType.DNAME || record.Class != DnsQuestion.ClassIn || !IsOrigin(record, owner, alias))
            {
                continue;
            }

            DnsStatus status = TryWrite(record, DnsSection.Answer);
            if (status == DnsStatus.Ok && _dnssecOk)
            {
                status = TryTakeSignatures(response, owner[^record.Owner.WireLength..], DnsType.DNAME);
            }

            return status;
        }

        return DnsStatus.Ok;
    }

    private DnsStatus TryWrite(in DnsRecord record, DnsSection section)
    {
        if (_ttlCount == _ttlOffsets.Length)
        {
            return DnsStatus.NoRoom;
        }

        DnsStatus status = _writer.TryWriteRecord(record, section, out int ttlOffset);
        if (status == DnsStatus.Ok)
        {
            _ttlOffsets[_ttlCount++] = (ushort)ttlOffset;
            _ttl = Math.Min(_ttl, record.Ttl);
        }

        return status;
    }

    // RFC 4034 3.1.1
    private static bool Covers(in DnsRecord record, DnsType type) =>
        record.Type == DnsType.RRSIG && record.RdataLength >= sizeof(ushort)
        && (DnsType)BinaryPrimitives.ReadUInt16BigEndian(record.Rdata) == type;

    private static bool IsDenial(in DnsRecord record) => record.Type is DnsType.NSEC or DnsType.NSEC3
        || Covers(record, DnsType.NSEC) || Covers(record, DnsType.NSEC3);

    // RFC 6672 2.3: the labels before the DNAME's owner stay, and its target follows them.
    private static bool IsOrigin(in DnsRecord record, scoped ReadOnlySpan<byte> owner, in DnsName alias)
    {
        int kept = owner.Length - record.Owner.WireLength;
        if (kept <= 0 || !IsWithin(owner, record.Owner)
            || DnsName.TryRead(record.Message, record.RdataOffset, out DnsName target) != DnsStatus.Ok
            || kept + target.WireLength != alias.WireLength)
        {
            return false;
        }

        Span<byte> lowerAlias = stackalloc byte[DnsLimits.NameLengthMax];
        lowerAlias = lowerAlias[..alias.CopyLowerTo(lowerAlias)];
        return lowerAlias[..kept].SequenceEqual(owner[..kept]) && target.Is(lowerAlias[kept..]);
    }

    private static bool IsWithin(scoped ReadOnlySpan<byte> name, in DnsName zone)
    {
        int offset = 0;
        while (name.Length - offset > zone.WireLength)
        {
            offset += name[offset] + 1;
        }

        return zone.Is(name[offset..]);
    }
}
