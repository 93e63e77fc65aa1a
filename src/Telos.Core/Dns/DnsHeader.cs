using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Telos.Core.Dns;

/// <summary>The fixed part of a message (RFC 1035 4.1.1, flags of RFC 4035).</summary>
public readonly struct DnsHeader
{
    public const ushort ResponseFlag = 0x8000;
    public const ushort AuthoritativeFlag = 0x0400;
    public const ushort TruncatedFlag = 0x0200;
    public const ushort RecursionDesiredFlag = 0x0100;
    public const ushort RecursionAvailableFlag = 0x0080;
    public const ushort AuthenticFlag = 0x0020;
    public const ushort CheckingDisabledFlag = 0x0010;

    private const int OpcodeShift = 11;
    private const int FourBits = 0xf;

    private DnsHeader(ReadOnlySpan<byte> message)
    {
        Id = BinaryPrimitives.ReadUInt16BigEndian(message);
        Flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        QuestionCount = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        AnswerCount = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        AuthorityCount = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        AdditionalCount = BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
    }

    public ushort Id { get; }

    public ushort Flags { get; }

    public ushort QuestionCount { get; }

    public ushort AnswerCount { get; }

    public ushort AuthorityCount { get; }

    public ushort AdditionalCount { get; }

    public bool IsResponse => (Flags & ResponseFlag) != 0;

    public bool IsTruncated => (Flags & TruncatedFlag) != 0;

    public int Opcode => (Flags >> OpcodeShift) & FourBits;

    /// <summary>The lower four bits; EDNS has the rest.</summary>
    public DnsRcode Rcode => (DnsRcode)(Flags & FourBits);

    /// <summary>All counts are 0.</summary>
    public static void Write(Span<byte> message, ushort id, ushort flags)
    {
        message[..DnsLimits.HeaderLength].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], flags);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DnsStatus TryRead(ReadOnlySpan<byte> message, out DnsHeader header)
    {
        header = default;
        if (message.Length < DnsLimits.HeaderLength)
        {
            return DnsStatus.HeaderTooShort;
        }

        header = new DnsHeader(message[..DnsLimits.HeaderLength]);
        return DnsStatus.Ok;
    }
}
