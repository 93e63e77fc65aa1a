using System.Buffers.Binary;

namespace Telos.Core.Domains.Indexes;

/// <summary>A record in eight octets: category, reputation, flags (2), place, age, source (2).</summary>
internal static class RecordCode
{
    public const int Bytes = 8;

    public static void Write(in DomainRecord record, Span<byte> code)
    {
        code[0] = (byte)record.Category;
        code[1] = record.Reputation;
        BinaryPrimitives.WriteUInt16LittleEndian(code[2..], (ushort)record.Flags);
        code[4] = record.RankBits;
        code[5] = record.Age.Code;
        BinaryPrimitives.WriteUInt16LittleEndian(code[6..], record.SourceId);
    }

    public static DomainRecord Read(ReadOnlySpan<byte> code) => new(
        (DomainCategory)code[0],
        code[1],
        (DomainFlags)BinaryPrimitives.ReadUInt16LittleEndian(code[2..]),
        code[4],
        new DomainAge(code[5]),
        BinaryPrimitives.ReadUInt16LittleEndian(code[6..]));
}
