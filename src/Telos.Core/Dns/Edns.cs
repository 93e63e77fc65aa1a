using System.Buffers.Binary;

namespace Telos.Core.Dns;

/// <summary>What an OPT record says (RFC 6891 6.1). Its options are checked and not kept.</summary>
public readonly struct Edns
{
    /// <summary>In octets: the root's name and a record without data.</summary>
    public const int LengthWithoutOptions = 1 + DnsLimits.RecordHeadLength;

    private const int OptionHeadLength = 4;
    private const int VersionShift = 16;
    private const int RcodeShift = 24;
    private const uint DnssecOkBit = 0x8000;

    private Edns(ushort udpLength, uint extended)
    {
        IsPresent = true;
        UdpLength = udpLength;
        Version = (byte)(extended >> VersionShift);
        RcodeHigh = (byte)(extended >> RcodeShift);
        DnssecOk = (extended & DnssecOkBit) != 0;
    }

    public bool IsPresent { get; }

    /// <summary>How many octets the sender takes by UDP.</summary>
    public ushort UdpLength { get; }

    public byte Version { get; }

    public byte RcodeHigh { get; }

    public bool DnssecOk { get; }

    /// <param name="record">An OPT record.</param>
    internal static DnsStatus TryRead(in DnsRecord record, out Edns edns)
    {
        edns = default;
        return record.Owner.IsRoot && record.Owner.IsPlain
            ? TryRead(record.Class, record.RawTtl, record.Rdata, out edns)
            : DnsStatus.EdnsOwner;
    }

    /// <summary>The fields in their order, without the owner.</summary>
    /// <param name="extended">What other records have their TTL in.</param>
    internal static DnsStatus TryRead(ushort udpLength, uint extended, ReadOnlySpan<byte> options, out Edns edns)
    {
        DnsStatus status = options.IsEmpty ? DnsStatus.Ok : CheckOptions(options);
        edns = status == DnsStatus.Ok ? new Edns(udpLength, extended) : default;
        return status;
    }

    private static DnsStatus CheckOptions(ReadOnlySpan<byte> options)
    {
        for (int count = 0; !options.IsEmpty; count++)
        {
            if (count == DnsLimits.EdnsOptionsMax)
            {
                return DnsStatus.EdnsOptionCount;
            }

            if (options.Length < OptionHeadLength
                || options.Length - OptionHeadLength < BinaryPrimitives.ReadUInt16BigEndian(options[2..]))
            {
                return DnsStatus.EdnsOptionTruncated;
            }

            options = options[(OptionHeadLength + BinaryPrimitives.ReadUInt16BigEndian(options[2..]))..];
        }

        return DnsStatus.Ok;
    }
}
