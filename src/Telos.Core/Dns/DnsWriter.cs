using System.Buffers.Binary;
using System.Diagnostics;

namespace Telos.Core.Dns;

/// <summary>
/// Writes a message into a buffer of the caller's. Every call either writes all of its part or nothing, and says which.
/// Names are given lower-case and uncompressed; where the type allows it they end in a pointer to an earlier one.
/// </summary>
public ref struct DnsWriter
{
    private const int AnswerCountOffset = 6;
    private const int AuthorityCountOffset = 8;
    private const int AdditionalCountOffset = 10;
    private const int QuestionFixedLength = 4;
    private const int ErrorCodeLength = 2;
    private const int OptionHeadLength = 4;
    private const ushort ExtendedErrorOption = 15;
    private const ushort DnssecOkBit = 0x8000;

    private readonly Span<byte> _buffer;
    private SuffixTable _suffixes;

    /// <param name="buffer">Bounds the message.</param>
    /// <param name="flags">With the lower four bits of the response code.</param>
    public DnsWriter(Span<byte> buffer, ushort id, ushort flags)
    {
        Debug.Assert(buffer.Length >= DnsLimits.HeaderLength, "a header fits");
        _buffer = Bounded(buffer);
        _suffixes = default;
        DnsHeader.Write(buffer, id, flags);
        Length = DnsLimits.HeaderLength;
    }

    private DnsWriter(Span<byte> buffer, int length)
    {
        _buffer = Bounded(buffer);
        _suffixes = default;
        Length = length;
    }

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    /// <summary>Goes on behind so many octets of a message that is there; its names are not pointed to.</summary>
    internal static DnsWriter Resume(Span<byte> buffer, int length) => new(buffer, length);

    /// <summary>The only question, before any record.</summary>
    public DnsStatus TryWriteQuestion(scoped ReadOnlySpan<byte> name, DnsType type)
    {
        int start = Length;
        if (!TryWriteName(name, mayPoint: true) || _buffer.Length - Length < QuestionFixedLength)
        {
            return Undo(start);
        }

        Append((ushort)type);
        Append(DnsQuestion.ClassIn);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[4..], 1);
        return DnsStatus.Ok;
    }

    /// <summary>A record of another message, its names decompressed and, where no signature minds, folded.</summary>
    /// <param name="ttlOffset">Where its time to live was written.</param>
    public DnsStatus TryWriteRecord(in DnsRecord record, DnsSection section, out int ttlOffset)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLengthMax];
        int start = Length;
        ttlOffset = 0;
        if (!TryWriteName(name[..record.Owner.CopyLowerTo(name)], mayPoint: true)
            || _buffer.Length - Length < DnsLimits.RecordHeadLength)
        {
            return Undo(start);
        }

        Append((ushort)record.Type);
        Append(record.Class);
        ttlOffset = Length;
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[Length..], record.Ttl);
        Length += sizeof(uint) + sizeof(ushort);
        int rdataStart = Length;
        DnsStatus status = TryWriteRdata(record, name);
        if (status != DnsStatus.Ok)
        {
            Undo(start);
            return status;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_buffer[(rdataStart - sizeof(ushort))..], (ushort)(Length - rdataStart));
        Count(section == DnsSection.Answer ? AnswerCountOffset
            : section == DnsSection.Authority ? AuthorityCountOffset
            : AdditionalCountOffset);
        return DnsStatus.Ok;
    }

    /// <summary>RFC 6891 6.1.2, with an extended error (RFC 8914) where there is one.</summary>
    /// <param name="rcode">Of which the upper eight bits go here.</param>
    public DnsStatus TryWriteEdns(DnsRcode rcode, bool dnssecOk, ExtendedError? error, scoped ReadOnlySpan<byte> text)
    {
        int optionsLength = error is null ? 0 : OptionHeadLength + ErrorCodeLength + text.Length;
        if (_buffer.Length - Length < 1 + DnsLimits.RecordHeadLength + optionsLength)
        {
            return DnsStatus.NoRoom;
        }

        _buffer[Length++] = 0;
        Append((ushort)DnsType.OPT);
        Append(DnsLimits.UdpLengthMax);
        Append((ushort)((int)rcode >> 4 << 8));
        Append(dnssecOk ? DnssecOkBit : (ushort)0);
        Append((ushort)optionsLength);
        if (error is ExtendedError code)
        {
            Append(ExtendedErrorOption);
            Append((ushort)(ErrorCodeLength + text.Length));
            Append((ushort)code);
            text.CopyTo(_buffer[Length..]);
            Length += text.Length;
        }

        Count(AdditionalCountOffset);
        return DnsStatus.Ok;
    }

    private DnsStatus TryWriteRdata(in DnsRecord record, scoped Span<byte> name)
    {
        RdataShape shape = RdataShape.Of(record.Type);
        int position = record.RdataOffset;
        DnsStatus status = RdataReader.TrySkipHead(record, shape, ref position);
        if (status != DnsStatus.Ok)
        {
            return status;
        }

        if (!TryAppend(record.Message[record.RdataOffset..position]))
        {
            return DnsStatus.NoRoom;
        }

        for (int i = 0; i < shape.Names; i++)
        {
            status = DnsName.TryRead(record.Message[..record.EndOffset], position, out DnsName inner);
            if (status != DnsStatus.Ok)
            {
                return status;
            }

            int length = IsFolded(record.Type) ? inner.CopyLowerTo(name) : inner.CopyTo(name);
            if (!TryWriteName(name[..length], MayPoint(record.Type)))
            {
                return DnsStatus.NoRoom;
            }

            position = inner.EndOffset;
        }

        return TryAppend(record.Message[position..record.EndOffset]) ? DnsStatus.Ok : DnsStatus.NoRoom;
    }

    // RFC 3597 4: only the types of RFC 1035 have compressed names in their data.
    private static bool MayPoint(DnsType type) => type <= DnsType.MX;

    // RFC 6840 5.1, RFC 4034 6.2: their signatures cover the letters as they are.
    private static bool IsFolded(DnsType type) => type is not (DnsType.NSEC or DnsType.SVCB or DnsType.HTTPS);

    // Lengths and pointers have 16 bits, whatever the buffer has room for.
    private static Span<byte> Bounded(Span<byte> buffer) => buffer[..Math.Min(buffer.Length, DnsLimits.MessageLengthMax)];

    private bool TryWriteName(scoped ReadOnlySpan<byte> name, bool mayPoint)
    {
        if (!mayPoint)
        {
            return TryAppend(name);
        }

        int kept = _suffixes.FindLongest(_buffer[..Length], name, out int pointer);
        int length = kept + (pointer == 0 ? 1 : sizeof(ushort));
        if (_buffer.Length - Length < length)
        {
            return false;
        }

        _suffixes.Add(Length, name, kept);
        name[..kept].CopyTo(_buffer[Length..]);
        Length += kept;
        if (pointer == 0)
        {
            _buffer[Length++] = 0;
        }
        else
        {
            Append((ushort)(0xc000 | pointer));
        }

        return true;
    }

    private DnsStatus Undo(int start)
    {
        Length = start;
        _suffixes.Forget(start);
        return DnsStatus.NoRoom;
    }

    private bool TryAppend(scoped ReadOnlySpan<byte> octets)
    {
        if (_buffer.Length - Length < octets.Length)
        {
            return false;
        }

        octets.CopyTo(_buffer[Length..]);
        Length += octets.Length;
        return true;
    }

    private void Append(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[Length..], value);
        Length += sizeof(ushort);
    }

    private readonly void Count(int offset)
    {
        Span<byte> count = _buffer[offset..];
        BinaryPrimitives.WriteUInt16BigEndian(count, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(count) + 1));
    }
}
