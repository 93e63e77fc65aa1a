using System.Buffers.Binary;

namespace Telos.Core.Dns;

/// <summary>RFC 1035 4.1.3. Its data was checked against its type.</summary>
public readonly ref struct DnsRecord
{
    private const uint TtlSignBit = 0x8000_0000;

    private readonly ReadOnlySpan<byte> _message;

    private DnsRecord(ReadOnlySpan<byte> message, DnsName owner, int rdataLength)
    {
        ReadOnlySpan<byte> head = message[owner.EndOffset..];
        _message = message;
        Owner = owner;
        Type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(head);
        Class = BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
        RawTtl = BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        RdataLength = rdataLength;
    }

    public DnsName Owner { get; }

    public DnsType Type { get; }

    public ushort Class { get; }

    /// <summary>In seconds. A value with the highest bit set is 0 (RFC 2181 8).</summary>
    public uint Ttl => (RawTtl & TtlSignBit) != 0 ? 0 : RawTtl;

    public int RdataOffset => Owner.EndOffset + DnsLimits.RecordHeadLength;

    public int RdataLength { get; }

    public int EndOffset => RdataOffset + RdataLength;

    public ReadOnlySpan<byte> Rdata => _message.Slice(RdataOffset, RdataLength);

    /// <summary>The whole message, in which the names in the data may have their rest.</summary>
    public ReadOnlySpan<byte> Message => _message;

    /// <summary>OPT keeps other things there (RFC 6891 6.1.3).</summary>
    internal uint RawTtl { get; }

    /// <summary>Does not look into the data.</summary>
    internal static DnsStatus TryRead(ReadOnlySpan<byte> message, int offset, out DnsRecord record)
    {
        record = default;
        DnsStatus status = DnsName.TryRead(message, offset, out DnsName owner);
        if (status != DnsStatus.Ok)
        {
            return status;
        }

        if (message.Length - owner.EndOffset < DnsLimits.RecordHeadLength)
        {
            return DnsStatus.RecordTruncated;
        }

        int rdataLength = BinaryPrimitives.ReadUInt16BigEndian(message[(owner.EndOffset + 8)..]);
        if (message.Length - owner.EndOffset - DnsLimits.RecordHeadLength < rdataLength)
        {
            return DnsStatus.RdataTruncated;
        }

        record = new DnsRecord(message, owner, rdataLength);
        return DnsStatus.Ok;
    }
}
