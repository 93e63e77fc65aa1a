using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Telos.Core.Domains;

/// <summary>
/// What is known of characters beyond ASCII: Unicode 15.0, UTS 46 and UTS 39's confusables, as gen/unicode/build.py
/// wrote them (Unicode licence).
/// </summary>
internal static class UnicodeLabels
{
    private const string FileName = "unicode_labels.bin";
    private const int LengthBits = 3;
    private const int LengthMask = (1 << LengthBits) - 1;

    private static readonly byte[] File = ReadFile();
    private static readonly int RangeCount = Count(0);
    private static readonly int SetCount = Count(1);
    private static readonly int FoldCount = Count(2);
    private static readonly int SetIndexOffset = HeadLength + (RangeCount * sizeof(uint));
    private static readonly int StatusOffset = SetIndexOffset + RangeCount;
    private static readonly int SetsOffset = StatusOffset + RangeCount;
    private static readonly int FoldsOffset = SetsOffset + (SetCount * SetLength);
    private static readonly int PlacesOffset = FoldsOffset + (FoldCount * sizeof(uint));
    private static readonly int TextOffset = PlacesOffset + (FoldCount * sizeof(ushort));

    private const int HeadLength = 4 * sizeof(uint);
    private const int SetLength = 3 * sizeof(ulong);

    private static ReadOnlySpan<uint> Ranges =>
        MemoryMarshal.Cast<byte, uint>(File.AsSpan(HeadLength, RangeCount * sizeof(uint)));

    private static ReadOnlySpan<uint> Folds =>
        MemoryMarshal.Cast<byte, uint>(File.AsSpan(FoldsOffset, FoldCount * sizeof(uint)));

    /// <summary>All of it, as an index keeps it beside the brands that were folded by it.</summary>
    public static ReadOnlySpan<byte> Table => File;

    public static CharacterStatus Classify(int point, out ScriptSet scripts)
    {
        int range = Ranges.BinarySearch((uint)point);
        range = range < 0 ? ~range - 1 : range;
        ReadOnlySpan<byte> set = File.AsSpan(SetsOffset + (File[SetIndexOffset + range] * SetLength), SetLength);
        scripts = new ScriptSet(
            BinaryPrimitives.ReadUInt64LittleEndian(set),
            BinaryPrimitives.ReadUInt64LittleEndian(set[sizeof(ulong)..]),
            BinaryPrimitives.ReadUInt64LittleEndian(set[(2 * sizeof(ulong))..]));
        return (CharacterStatus)File[StatusOffset + range];
    }

    /// <summary>What it looks like, in a few letters, digits and hyphens; empty when it looks like none.</summary>
    public static ReadOnlySpan<byte> LooksLike(int point)
    {
        int fold = Folds.BinarySearch((uint)point);
        if (fold < 0)
        {
            return default;
        }

        int place = BinaryPrimitives.ReadUInt16LittleEndian(File.AsSpan(PlacesOffset + (fold * sizeof(ushort))));
        return File.AsSpan(TextOffset + (place >> LengthBits), place & LengthMask);
    }

    private static int Count(int field) => BinaryPrimitives.ReadInt32LittleEndian(File.AsSpan(field * sizeof(uint)));

    private static byte[] ReadFile()
    {
        using Stream file = typeof(UnicodeLabels).Assembly.GetManifestResourceStream(FileName)!;
        byte[] octets = new byte[file.Length];
        file.ReadExactly(octets);
        return octets;
    }
}
