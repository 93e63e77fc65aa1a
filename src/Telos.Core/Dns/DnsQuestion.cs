using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Telos.Core.Dns;

/// <summary>RFC 1035 4.1.2.</summary>
public readonly ref struct DnsQuestion
{
    public const ushort ClassIn = 1;

    private const int FixedLength = 4;

    private DnsQuestion(DnsName name, DnsType type, ushort queryClass)
    {
        Name = name;
        Type = type;
        Class = queryClass;
    }

    public DnsName Name { get; }

    public DnsType Type { get; }

    public ushort Class { get; }

    public int EndOffset => Name.EndOffset + FixedLength;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DnsStatus TryRead(ReadOnlySpan<byte> message, int offset, out DnsQuestion question)
    {
        question = default;
        DnsStatus status = DnsName.TryRead(message, offset, out DnsName name);
        if (status != DnsStatus.Ok)
        {
            return status;
        }

        if (message.Length - name.EndOffset < FixedLength)
        {
            return DnsStatus.QuestionTruncated;
        }

        ReadOnlySpan<byte> rest = message[name.EndOffset..];
        question = new DnsQuestion(
            name, (DnsType)BinaryPrimitives.ReadUInt16BigEndian(rest), BinaryPrimitives.ReadUInt16BigEndian(rest[2..]));
        return DnsStatus.Ok;
    }
}
