using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Telos.Core.Domains.Indexes;

/// <summary>
/// Writes an index file (docs/INDEX_FORMAT.md). Names wait in a stream; memory is two octets for each, some megabytes, and
/// what the brands take.
/// </summary>
public sealed class DomainIndexWriter
{
    private const int DirectoryAt = IndexFormat.HeaderBytes;
    private const int EntryHeadBytes = NameBuckets.EntryHeadBytes;

    /// <summary>Their octets have to fit 32 bits and a mapping.</summary>
    private const long NamesMax = 50_000_000;

    private readonly Stream _output;
    private readonly long _origin;
    private readonly HashKey _key;
    private readonly long _namesMax;
    private readonly int _buckets;
    private readonly NameRanges _names;
    private readonly Dictionary<DomainRecord, ushort> _records = [];
    private readonly List<(byte[] Name, bool IsWord)> _brands = [];
    private readonly List<DomainSource> _sources = [];
    private readonly List<(IndexSection Id, long Offset, long Length, ulong Checksum)> _sections = [];
    private readonly byte[] _entry = new byte[EntryHeadBytes + DomainLine.NameLengthMax];
    private XxHash3 _checksum = new();
    private long _position;
    private long _sectionStart;
    private PublicSuffixes? _suffixes;

    /// <param name="output">Can seek; what is in it from its position on is overwritten.</param>
    /// <param name="namesMax">How many names at most will be added.</param>
    /// <param name="key">What the file's hashes are keyed with. It is in the file.</param>
    /// <param name="scratch">Empty, can seek, and has room for all names.</param>
    public DomainIndexWriter(Stream output, long namesMax, HashKey key, Stream scratch)
    {
        if (namesMax > NamesMax)
        {
            throw new IndexException($"{namesMax} names are too many for one index, which has {NamesMax} at most");
        }

        _output = output;
        _origin = output.Position;
        _key = key;
        _namesMax = namesMax;
        _buckets = NameBuckets.BucketsFor(namesMax);
        _names = new NameRanges(scratch, _buckets);
        _output.Write(new byte[DirectoryAt + (IndexFormat.SectionCountMax * IndexFormat.DirectoryEntryBytes)]);
        _position = _output.Position - _origin;
        _sectionStart = _position;
    }

    public int Count { get; private set; }

    /// <param name="name">Lower-case wire form; each name once.</param>
    /// <exception cref="IndexException">There are too many names, octets or different records.</exception>
    public void Add(ReadOnlySpan<byte> name, in DomainRecord record)
    {
        if (Count == _namesMax)
        {
            throw new IndexException($"more than the {Count} names that were announced");
        }

        _entry[0] = (byte)(name.Length - 1);
        BinaryPrimitives.WriteUInt16LittleEndian(_entry.AsSpan(1), NumberOf(record));
        name[..^1].CopyTo(_entry.AsSpan(EntryHeadBytes));
        _names.Add(SuffixWalk.HashOf(name, _key), _entry.AsSpan(0, EntryHeadBytes + name.Length - 1));
        Count++;
        if ((record.Flags & DomainFlags.Brand) != 0)
        {
            _brands.Add((name.ToArray(), (record.Flags & DomainFlags.Word) != 0));
        }
    }

    public void AddSource(DomainSource source) => _sources.Add(source);

    /// <param name="list">The public suffix list, read under the writer's key.</param>
    public void SetSuffixes(PublicSuffixes list) => _suffixes = list;

    /// <summary>Writes what remains, and the header last. The index ends where the stream then stands.</summary>
    /// <param name="created">Unix seconds.</param>
    /// <exception cref="InvalidOperationException">There is no suffix list.</exception>
    public void Complete(long created)
    {
        PublicSuffixes suffixes = _suffixes ?? throw new InvalidOperationException("no suffix list was set");
        Write(IndexSection.NameStarts, MemoryMarshal.AsBytes<ulong>(WriteNames()));
        Write(IndexSection.Records, RecordBytes());
        Write(IndexSection.SuffixSlots, MemoryMarshal.AsBytes(suffixes.Slots));
        Write(IndexSection.SuffixVersion, Encoding.ASCII.GetBytes($"{suffixes.Version} {suffixes.RuleCount}"));
        BrandSections brands = new(_brands);
        Write(IndexSection.BrandOffsets, MemoryMarshal.AsBytes<uint>(brands.Offsets));
        Write(IndexSection.BrandLabels, brands.Labels);
        Write(IndexSection.BrandStarts, MemoryMarshal.AsBytes<ulong>(brands.Starts));
        Write(IndexSection.BrandFilter, MemoryMarshal.AsBytes<ulong>(brands.Filter));
        Write(IndexSection.BrandVariants, MemoryMarshal.AsBytes<ulong>(brands.Variants));
        Write(IndexSection.BrandSeeds, MemoryMarshal.AsBytes<ulong>(brands.Seeds));
        Write(IndexSection.BrandSeedLists, MemoryMarshal.AsBytes(brands.SeedLists));
        Write(IndexSection.Sources, SourceBytes());
        Write(IndexSection.Confusables, UnicodeLabels.Table);
        WriteHeader(brands.Count, created);
    }

    private ulong[] WriteNames()
    {
        ulong[] starts = new ulong[_buckets];
        for (int bucket = 0; bucket < starts.Length; bucket++)
        {
            long position = _position - _sectionStart;
            starts[bucket] = position <= uint.MaxValue
                ? (ulong)position
                : throw new IndexException("the names have more than 4 GiB");
            ReadOnlySpan<int> names = _names.In(bucket);
            foreach (int name in names)
            {
                starts[bucket] |= NameBuckets.FilterOf(_names.HashAt(name));
            }

            WriteBucket(names);
        }

        EndSection(IndexSection.Names);
        return starts;
    }

    private void WriteBucket(ReadOnlySpan<int> names)
    {
        if (names.Length > NameBuckets.NamesMax)
        {
            throw new IndexException($"{names.Length} names have one place: is one of them added many times?");
        }

        Span<byte> head = stackalloc byte[1 + NameBuckets.NamesMax];
        head[0] = (byte)names.Length;
        for (int i = 0; i < names.Length; i++)
        {
            head[i + 1] = NameBuckets.Fingerprint(_names.HashAt(names[i]));
        }

        Append(head[..(names.Length + 1)]);
        foreach (int name in names)
        {
            Append(_names.EntryAt(name));
        }
    }

    private ushort NumberOf(in DomainRecord record)
    {
        if (!_records.TryGetValue(record, out ushort number))
        {
            number = (ushort)_records.Count;
            if (_records.Count > ushort.MaxValue)
            {
                throw new IndexException($"more than {ushort.MaxValue + 1} different records: import fewer lists");
            }

            _records.Add(record, number);
        }

        return number;
    }

    private byte[] RecordBytes()
    {
        byte[] bytes = new byte[_records.Count * RecordCode.Bytes];
        foreach ((DomainRecord record, ushort number) in _records)
        {
            RecordCode.Write(record, bytes.AsSpan(number * RecordCode.Bytes));
        }

        return bytes;
    }

    // A line a source, its fields apart by tabs.
    private byte[] SourceBytes()
    {
        StringBuilder text = new();
        foreach (DomainSource source in _sources)
        {
            text.Append(source.Id).Append('\t').Append(Plain(source.Name)).Append('\t').Append(Plain(source.Licence))
                .Append('\t').Append(Plain(source.Date)).Append('\t').Append(source.Names).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Plain(string text) => new([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter)]);

    private void Write(IndexSection id, ReadOnlySpan<byte> bytes)
    {
        Append(bytes);
        EndSection(id);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
        _checksum.Append(bytes);
        _position += bytes.Length;
    }

    private void EndSection(IndexSection id)
    {
        _sections.Add((id, _sectionStart, _position - _sectionStart, _checksum.GetCurrentHashAsUInt64()));
        _checksum = new XxHash3();
        int gap = (int)(-_position & (IndexFormat.Alignment - 1));
        _output.Write(new byte[gap]);
        _position += gap;
        _sectionStart = _position;
    }

    private void WriteHeader(int brandCount, long created)
    {
        byte[] directory = new byte[_sections.Count * IndexFormat.DirectoryEntryBytes];
        for (int i = 0; i < _sections.Count; i++)
        {
            Span<byte> entry = directory.AsSpan(i * IndexFormat.DirectoryEntryBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)_sections[i].Id);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], _sections[i].Offset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], _sections[i].Length);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[24..], _sections[i].Checksum);
        }

        byte[] header = new byte[IndexFormat.HeaderBytes];
        IndexFormat.Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(IndexFormat.VersionAt), IndexFormat.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(IndexFormat.SectionCountAt), (uint)_sections.Count);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(IndexFormat.FileLengthAt), _position);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(IndexFormat.KeyStartAt), _key.Start);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(IndexFormat.KeyMaskAt), _key.Mask);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(IndexFormat.NameCountAt), Count);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(IndexFormat.BrandCountAt), brandCount);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(IndexFormat.CreatedAt), created);
        BinaryPrimitives.WriteUInt64LittleEndian(
            header.AsSpan(IndexFormat.ChecksumAt), IndexFormat.HeaderChecksum(header, directory));
        _output.Position = _origin;
        _output.Write(header);
        _output.Write(directory);
        _output.Position = _origin + _position;
    }
}
