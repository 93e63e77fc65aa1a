using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Telos.Core.Dns;

namespace Telos.Core.Domains.Indexes;

/// <summary>
/// What is known of domains, as one block of memory, usually a mapped file (docs/INDEX_FORMAT.md): nothing is parsed, and
/// nothing copied but the suffix rules. Immutable; any number of threads. What a section says is checked where it is used,
/// so that a file whose checksums are right and whose content is not finds nothing rather than anything.
/// </summary>
public sealed class DomainIndex
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly Ranges _sections;
    private readonly HashKey _key;

    private DomainIndex(ReadOnlyMemory<byte> memory, Ranges sections, HashKey key, int brandCount, PublicSuffixes suffixes)
    {
        _memory = memory;
        _sections = sections;
        _key = key;
        BrandCount = brandCount;
        Suffixes = suffixes;
        Count = BinaryPrimitives.ReadInt32LittleEndian(memory.Span[IndexFormat.NameCountAt..]);
        Created = BinaryPrimitives.ReadInt64LittleEndian(memory.Span[IndexFormat.CreatedAt..]);
    }

    public int Count { get; }

    public int BrandCount { get; }

    /// <summary>When it was compiled, in Unix seconds.</summary>
    public long Created { get; }

    public long Bytes => _memory.Length;

    public PublicSuffixes Suffixes { get; }

    /// <summary>Reads all of the memory once, for its checksums.</summary>
    /// <param name="memory">Stays as it is, and where it is, as long as the index is used.</param>
    public static IndexStatus TryOpen(ReadOnlyMemory<byte> memory, out DomainIndex? index)
    {
        index = null;
        ReadOnlySpan<byte> bytes = memory.Span;
        IndexStatus status = CheckHeader(bytes, out int sectionCount);
        if (status != IndexStatus.Ok)
        {
            return status;
        }

        Ranges sections = default;
        status = ReadDirectory(bytes, sectionCount, ref sections);
        if (status != IndexStatus.Ok)
        {
            return status;
        }

        HashKey key = new(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[IndexFormat.KeyStartAt..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[IndexFormat.KeyMaskAt..]));
        int brandCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[IndexFormat.BrandCountAt..]);
        if (!HasWholeWords(sections, brandCount) || !TryReadSuffixes(bytes, sections, key, out PublicSuffixes? suffixes)
            || !EndsProbing(bytes[sections[(int)IndexSection.BrandVariants]])
            || !EndsProbing(bytes[sections[(int)IndexSection.BrandSeeds]])
            || !AreBrandsReadable(bytes, sections))
        {
            return IndexStatus.SectionMalformed;
        }

        if (!bytes[sections[(int)IndexSection.Confusables]].SequenceEqual(UnicodeLabels.Table))
        {
            return IndexStatus.OtherConfusables;
        }

        index = new DomainIndex(memory, sections, key, brandCount, suffixes!);
        return IndexStatus.Ok;
    }

    /// <summary>The name itself, or what is said of the nearest one above it.</summary>
    /// <param name="name">Lower-case wire form.</param>
    /// <param name="offset">Where in the name the known one begins; -1 when there is none.</param>
    public DomainRecord Find(ReadOnlySpan<byte> name, out int offset)
    {
        offset = -1;
        DomainRecord found = default;
        ReadOnlySpan<byte> bytes = _memory.Span;
        ReadOnlySpan<ulong> starts = MemoryMarshal.Cast<byte, ulong>(Section(bytes, IndexSection.NameStarts));
        SuffixWalk walk = new(name, _key);
        while (walk.MoveNext())
        {
            ulong word = starts[NameBuckets.BucketOf(walk.Hash, starts.Length)];
            if (NameBuckets.MayContain(word, walk.Hash)
                && TryFind(bytes, (uint)word, walk.Hash, name[walk.Offset..^1], out DomainRecord record))
            {
                found = record;
                offset = walk.Offset;
            }
        }

        GC.KeepAlive(this);
        return found;
    }

    /// <summary>The lists that its names came from.</summary>
    /// <exception cref="FormatException">The section of sources is not what it should be.</exception>
    public IReadOnlyList<DomainSource> Sources()
    {
        List<DomainSource> sources = [];
        foreach (string line in Encoding.UTF8.GetString(Section(IndexSection.Sources)).Split('\n')[..^1])
        {
            string[] fields = line.Split('\t');
            sources.Add(new DomainSource(
                ushort.Parse(fields[0], CultureInfo.InvariantCulture), fields[1], fields[2], fields[3],
                long.Parse(fields[4], CultureInfo.InvariantCulture)));
        }

        return sources;
    }

    /// <summary>A brand's registrable domain.</summary>
    public string BrandName(int brand)
    {
        string name = NameText.Of(new BrandView(this).Name(brand));
        GC.KeepAlive(this);
        return name;
    }

    /// <summary>Keep the index alive while the span is used.</summary>
    internal ReadOnlySpan<byte> Memory => _memory.Span;

    internal ReadOnlySpan<byte> Section(IndexSection id) => Section(_memory.Span, id);

    /// <param name="memory">All of it.</param>
    internal ReadOnlySpan<byte> Section(ReadOnlySpan<byte> memory, IndexSection id) => memory[_sections[(int)id]];

    private bool TryFind(
        ReadOnlySpan<byte> bytes, uint start, ulong hash, ReadOnlySpan<byte> suffix, out DomainRecord record)
    {
        ReadOnlySpan<byte> names = Section(bytes, IndexSection.Names);
        ReadOnlySpan<byte> entry = start < names.Length ? NameBuckets.Find(names[(int)start..], hash, suffix) : default;
        record = default;
        return !entry.IsEmpty && TryRecord(bytes, entry, out record);
    }

    private bool TryRecord(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> entry, out DomainRecord record)
    {
        ReadOnlySpan<byte> records = Section(bytes, IndexSection.Records);
        int code = NameBuckets.RecordOf(entry) * RecordCode.Bytes;
        bool isRecord = code + RecordCode.Bytes <= records.Length;
        record = isRecord ? RecordCode.Read(records[code..]) : default;
        return isRecord;
    }

    private static IndexStatus CheckHeader(ReadOnlySpan<byte> bytes, out int sectionCount)
    {
        sectionCount = 0;
        if (bytes.Length < IndexFormat.HeaderBytes)
        {
            return bytes.StartsWith(IndexFormat.Magic) || IndexFormat.Magic.StartsWith(bytes)
                ? IndexStatus.TooShort
                : IndexStatus.NotAnIndex;
        }

        if (!bytes.StartsWith(IndexFormat.Magic))
        {
            return IndexStatus.NotAnIndex;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[IndexFormat.VersionAt..]) != IndexFormat.Version)
        {
            return IndexStatus.OtherVersion;
        }

        uint count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[IndexFormat.SectionCountAt..]);
        if (count > IndexFormat.SectionCountMax)
        {
            return IndexStatus.HeaderCorrupt;
        }

        sectionCount = (int)count;
        int directoryBytes = sectionCount * IndexFormat.DirectoryEntryBytes;
        if (bytes.Length < IndexFormat.HeaderBytes + directoryBytes)
        {
            return IndexStatus.TooShort;
        }

        ReadOnlySpan<byte> directory = bytes.Slice(IndexFormat.HeaderBytes, directoryBytes);
        if (IndexFormat.HeaderChecksum(bytes, directory)
            != BinaryPrimitives.ReadUInt64LittleEndian(bytes[IndexFormat.ChecksumAt..]))
        {
            return IndexStatus.HeaderCorrupt;
        }

        return BinaryPrimitives.ReadInt64LittleEndian(bytes[IndexFormat.FileLengthAt..]) == bytes.Length
            ? IndexStatus.Ok
            : IndexStatus.LengthDiffers;
    }

    private static IndexStatus ReadDirectory(ReadOnlySpan<byte> bytes, int sectionCount, ref Ranges sections)
    {
        uint present = 0;
        for (int i = 0; i < sectionCount; i++)
        {
            ReadOnlySpan<byte> entry = bytes[(IndexFormat.HeaderBytes + (i * IndexFormat.DirectoryEntryBytes))..];
            uint id = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]);
            if (offset > (ulong)bytes.Length || length > (ulong)bytes.Length - offset || offset % IndexFormat.Alignment != 0)
            {
                return IndexStatus.SectionMisplaced;
            }

            if (XxHash3.HashToUInt64(bytes.Slice((int)offset, (int)length))
                != BinaryPrimitives.ReadUInt64LittleEndian(entry[24..]))
            {
                return IndexStatus.SectionCorrupt;
            }

            // A section that a later version adds is none of ours.
            if (id is > 0 and < Ranges.Length)
            {
                sections[(int)id] = (int)offset..((int)offset + (int)length);
                present |= 1u << (int)id;
            }
        }

        return present == (1u << Ranges.Length) - 2 ? IndexStatus.Ok : IndexStatus.SectionMissing;
    }

    private static bool HasWholeWords(in Ranges sections, int brandCount)
    {
        int Bytes(IndexSection id, in Ranges of) => of[(int)id].End.Value - of[(int)id].Start.Value;
        bool IsWords(IndexSection id, int word, in Ranges of) => Bytes(id, of) >= word && Bytes(id, of) % word == 0;
        int startWords = Bytes(IndexSection.BrandStarts, sections) / sizeof(ulong);
        int filterWords = Bytes(IndexSection.BrandFilter, sections) / sizeof(ulong);
        return IsWords(IndexSection.NameStarts, sizeof(ulong), sections)
            && IsWords(IndexSection.BrandStarts, sizeof(ulong), sections)
            && int.IsPow2(startWords)
            && int.IsPow2(filterWords)
            && IsWords(IndexSection.BrandFilter, sizeof(ulong), sections)
            && IsWords(IndexSection.BrandVariants, sizeof(ulong), sections)
            && IsWords(IndexSection.BrandSeeds, sizeof(ulong), sections)
            && Bytes(IndexSection.BrandOffsets, sections) == (long)brandCount * sizeof(uint);
    }

    private static bool TryReadSuffixes(ReadOnlySpan<byte> bytes, in Ranges sections, HashKey key, out PublicSuffixes? suffixes)
    {
        suffixes = null;
        ReadOnlySpan<byte> slots = bytes[sections[(int)IndexSection.SuffixSlots]];
        string[] version = Encoding.ASCII.GetString(bytes[sections[(int)IndexSection.SuffixVersion]]).Split(' ');
        if (version.Length != 2 || slots.Length % sizeof(ulong) != 0 || !EndsProbing(slots)
            || !int.TryParse(version[1], NumberStyles.None, CultureInfo.InvariantCulture, out int ruleCount))
        {
            return false;
        }

        suffixes = new PublicSuffixes(key, MemoryMarshal.Cast<byte, ulong>(slots).ToArray(), ruleCount, version[0]);
        return true;
    }

    // A search goes on until an empty slot.
    private static bool EndsProbing(ReadOnlySpan<byte> slots) => MemoryMarshal.Cast<byte, ulong>(slots).Contains(0UL);

    // Each brand's label and name end where the section does at the latest.
    private static bool AreBrandsReadable(ReadOnlySpan<byte> bytes, in Ranges sections)
    {
        ReadOnlySpan<byte> labels = bytes[sections[(int)IndexSection.BrandLabels]];
        foreach (uint offset in MemoryMarshal.Cast<byte, uint>(bytes[sections[(int)IndexSection.BrandOffsets]]))
        {
            long at = offset;
            for (int label = 0; label < 2; label++)
            {
                if (at >= labels.Length || labels[(int)at] > BrandView.LabelLengthMax)
                {
                    return false;
                }

                at += labels[(int)at] + 1;
            }

            at++;
            long start = at;
            while (at < labels.Length && labels[(int)at] is > 0 and <= BrandView.LabelLengthMax)
            {
                at += labels[(int)at] + 1;
            }

            if (at == start || at >= labels.Length || labels[(int)at] != 0 || at - start > DomainLine.NameLengthMax)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the sections are, by their numbers.</summary>
    [InlineArray(Length)]
    private struct Ranges
    {
        public const int Length = (int)IndexSection.Confusables + 1;

        private Range _first;
    }
}
