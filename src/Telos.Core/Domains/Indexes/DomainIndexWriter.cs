using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Telos.Core.Domains.Indexes;

/// <summary>
/// Writes an index file (docs/INDEX_FORMAT.md): names as they come, the tables about them at the end. Memory is about ten
/// octets for each name announced, however long they are, and what the brands take.
/// </summary>
public sealed class DomainIndexWriter
{
    private const int DirectoryAt = IndexFormat.HeaderBytes;
    private const int EntryHeadBytes = 3;

    private readonly Stream _output;
    private readonly long _origin;
    private readonly HashKey _key;
    private readonly ulong[] _filter;
    private readonly byte[] _buckets;
    private readonly long _namesMax;
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
    public DomainIndexWriter(Stream output, long namesMax, HashKey key)
    {
        if (NameBuckets.BytesFor(namesMax) > Array.MaxLength)
        {
            throw new IndexException($"{namesMax} names are too many for one index");
        }

        _output = output;
        _origin = output.Position;
        _key = key;
        _namesMax = namesMax;
        _filter = new ulong[NameFilter.WordsFor(namesMax)];
        _buckets = new byte[NameBuckets.BytesFor(namesMax)];
        _output.Write(new byte[DirectoryAt + (IndexFormat.SectionCountMax * IndexFormat.DirectoryEntryBytes)]);
        _position = _output.Position - _origin;
        _sectionStart = _position;
    }

    public int Count { get; private set; }

    /// <param name="name">Lower-case wire form; each name once.</param>
    /// <exception cref="IndexException">There are too many names, octets or different records.</exception>
    public void Add(ReadOnlySpan<byte> name, in DomainRecord record)
    {
        long offset = _position - _sectionStart;
        if (Count == _namesMax || offset > uint.MaxValue)
        {
            throw new IndexException($"more than {Count} names do not fit this index");
        }

        ulong hash = SuffixWalk.HashOf(name, _key);
        NameFilter.Add(_filter, hash);
        NameBuckets.Add(_buckets, hash, (uint)offset);
        _entry[0] = (byte)(name.Length - 1);
        BinaryPrimitives.WriteUInt16LittleEndian(_entry.AsSpan(1), NumberOf(record));
        name[..^1].CopyTo(_entry.AsSpan(EntryHeadBytes));
        Append(_entry.AsSpan(0, EntryHeadBytes + name.Length - 1));
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
        EndSection(IndexSection.Names);
        Write(IndexSection.NameFilter, MemoryMarshal.AsBytes<ulong>(_filter));
        Write(IndexSection.NameBuckets, _buckets);
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
        WriteHeader(brands.Count, created);
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
