using System.Buffers.Binary;
using System.IO.Hashing;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;

namespace Telos.Fuzz.Targets;

/// <summary>Index files: with their checksums made good, whatever is in them is refused or searched without harm.</summary>
internal static class DomainIndexes
{
    private const int HeaderBytes = 64;
    private const int EntryBytes = 32;
    private const int ChecksumAt = 56;
    private const int SectionsMax = 64;

    private static readonly byte[] s_index = Write();

    /// <summary>
    /// As a file of its own; and as changes of a sound one: three octets each, two of place in a section and what is put there.
    /// </summary>
    public static void Open(ReadOnlySpan<byte> input)
    {
        _ = DomainIndex.TryOpen(input.ToArray(), out _);
        byte[] bytes = [.. s_index];
        for (int at = 0; at + 4 <= input.Length; at += 4)
        {
            Change(bytes, input.Slice(at, 4));
        }

        Seal(bytes);
        if (DomainIndex.TryOpen(bytes, out DomainIndex? index) == IndexStatus.Ok)
        {
            DomainPipeline pipeline = new(index!);
            pipeline.Judge("\u0003api\u0006github\u0003com\0"u8, 0);
            pipeline.Judge("\u000cgithbu-login\u0003com\0"u8, 0);
            pipeline.Judge("\u000fsteamcomunitiyy\u0003com\0"u8, 0);
        }
    }

    private static void Change(Span<byte> bytes, ReadOnlySpan<byte> change)
    {
        int sections = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        Span<byte> entry = bytes[(HeaderBytes + (change[0] % sections * EntryBytes))..];
        int offset = (int)BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(entry[16..]);
        if (length > 0)
        {
            bytes[offset + (BinaryPrimitives.ReadUInt16LittleEndian(change[1..]) % length)] = change[3];
        }
    }

    private static void Seal(Span<byte> bytes)
    {
        int sections = Math.Min(BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]), SectionsMax);
        for (int i = 0; i < sections; i++)
        {
            Span<byte> entry = bytes[(HeaderBytes + (i * EntryBytes))..];
            Span<byte> content = bytes.Slice(
                (int)BinaryPrimitives.ReadInt64LittleEndian(entry[8..]),
                (int)BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
            BinaryPrimitives.WriteUInt64LittleEndian(entry[24..], XxHash3.HashToUInt64(content));
        }

        XxHash3 checksum = new();
        checksum.Append(bytes[..ChecksumAt]);
        checksum.Append(bytes.Slice(HeaderBytes, sections * EntryBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ChecksumAt..], checksum.GetCurrentHashAsUInt64());
    }

    private static byte[] Write()
    {
        HashKey key = new(1, 2);
        using MemoryStream output = new();
        using MemoryStream scratch = new();
        DomainIndexWriter writer = new(output, 3, key, scratch);
        DomainRecord brand = new(DomainCategory.Code, 75, DomainFlags.Brand | DomainFlags.Popular, 3, default, 1);
        writer.Add("\u0006github\u0003com\0"u8, brand);
        writer.Add("\u000esteamcommunity\u0003com\0"u8, brand);
        writer.Add("\u0007example\u0003org\0"u8, default);
        using MemoryStream suffixes = new("// VERSION: 1\ncom\norg\nco.uk\n*.ck\n!www.ck\n"u8.ToArray());
        writer.SetSuffixes(PublicSuffixList.Read(suffixes, key));
        writer.Complete(0);
        return output.ToArray();
    }
}
