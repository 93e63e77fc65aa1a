using System.IO.Hashing;

namespace Telos.Core.Domains.Indexes;

/// <summary>Where what stands in an index file (docs/INDEX_FORMAT.md). All numbers are little-endian.</summary>
internal static class IndexFormat
{
    public const uint Version = 2;
    public const int HeaderBytes = 64;
    public const int DirectoryEntryBytes = 32;
    public const int SectionCountMax = 64;

    /// <summary>A section begins at a multiple of it: a cache line, and any word's boundary.</summary>
    public const int Alignment = 64;

    public const int VersionAt = 8;
    public const int SectionCountAt = 12;
    public const int FileLengthAt = 16;
    public const int KeyStartAt = 24;
    public const int KeyMaskAt = 32;
    public const int NameCountAt = 40;
    public const int BrandCountAt = 44;
    public const int CreatedAt = 48;

    /// <summary>Of all bytes before it, and of the directory.</summary>
    public const int ChecksumAt = 56;

    public static ReadOnlySpan<byte> Magic => "TELOSIDX"u8;

    public static ulong HeaderChecksum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> directory)
    {
        XxHash3 checksum = new();
        checksum.Append(header[..ChecksumAt]);
        checksum.Append(directory);
        return checksum.GetCurrentHashAsUInt64();
    }
}
