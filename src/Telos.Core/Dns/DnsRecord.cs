using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Telos.Core.Dns;

/// <summary>RFC 1035 4.1.3. Its data was checked against its type.</summary>
public readonly ref struct DnsRecord
{
    private const uint TtlSignBit = 0x8000_0000;
    private const int TypeLength = 2;
    private const int ClassLength = 2;
    private const int TtlLength = 4;

    private DnsRecord(scoped in DnsName owner)
    {
        Owner = owner;
    }

    public DnsName Owner { get; }

    public DnsType Type => (DnsType)BinaryPrimitives.ReadUInt16BigEndian(Message[Owner.EndOffset..]);

    public ushort Class => BinaryPrimitives.ReadUInt16BigEndian(Message[(Owner.EndOffset + TypeLength)..]);

    /// <summary>In seconds. A value with the highest bit set is 0 (RFC 2181 8).</summary>
    public uint Ttl => (RawTtl & TtlSignBit) != 0 ? 0 : RawTtl;

    public int RdataOffset => Owner.EndOffset + DnsLimits.RecordHeadLength;

    public int RdataLength =>
        BinaryPrimitives.ReadUInt16BigEndian(Message[(Owner.EndOffset + TypeLength + ClassLength + TtlLength)..]);

    public int EndOffset => RdataOffset + RdataLength;

    public ReadOnlySpan<byte> Rdata => Message.Slice(RdataOffset, RdataLength);

    /// <summary>The whole message, in which the names in the data may have their rest.</summary>
    public ReadOnlySpan<byte> Message => Owner.Message;

    /// <summary>OPT keeps other things there (RFC 6891 6.1.3).</summary>
    internal uint RawTtl => BinaryPrimitives.ReadUInt32BigEndian(Message[(Owner.EndOffset + TypeLength + ClassLength)..]);

    /// <summary>Does not look into the data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static DnsStatus TryRead(ReadOnlySpan<byte> message, int offset, out DnsRecord record)
    {
        DnsStatus status = DnsName.TryRead(message, offset, out DnsName owner);
        record = new DnsRecord(owner);
        if (status != DnsStatus.Ok)
        {
            return status;
        }

        int left = message.Length - record.RdataOffset;
        return left < 0 ? DnsStatus.RecordTruncated
            : left < record.RdataLength ? DnsStatus.RdataTruncated
            : DnsStatus.Ok;
    }
}
