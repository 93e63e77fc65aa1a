using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;
using Xunit;

namespace Telos.Core.Tests.Domains.Indexes;

public sealed class DomainIndexTests
{
    private static readonly HashKey s_key = new(0x243F6A8885A308D3, 0x13198A2E03707344);
    private static readonly DomainRecord s_record = new(DomainCategory.Code, 75, DomainFlags.Popular, 3, default, 7);
    private static readonly byte[] s_written = Write(["github.com", "example.org", "www.example.org"], ["github.com"]);

    [Theory]
    [InlineData("github.com", 0)]
    [InlineData("api.github.com", 4)]
    [InlineData("www.example.org", 0)]
    [InlineData("a.www.example.org", 2)]
    [InlineData("b.example.org", 2)]
    [InlineData("github.org", -1)]
    [InlineData("com", -1)]
    [InlineData("", -1)]
    public void Find_NameOrNearestAboveIt_IsFoundWhereItBegins(string name, int offset)
    {
        DomainRecord found = Open(s_written).Find(WireName.Of(name), out int at);

        Assert.Equal(offset, at);
        Assert.Equal(offset < 0 ? default : s_record with { Flags = found.Flags }, found);
    }

    [Fact]
    public void Find_ManyNames_EachHasItsOwnRecordAndNothingElse()
    {
        const int Count = 200_000;
        using MemoryStream output = new();
        using MemoryStream scratch = new();
        DomainIndexWriter writer = new(output, Count, s_key, scratch);
        for (int i = 0; i < Count; i++)
        {
            writer.Add(NameOf(i), s_record with { Reputation = (byte)(i % 101), SourceId = (ushort)(i % 300) });
        }

        DomainIndex index = Open(Completed(writer, output));
        for (int i = 0; i < Count; i++)
        {
            DomainRecord found = index.Find(NameOf(i), out int at);
            Assert.True(at == 0 && found.Reputation == i % 101 && found.SourceId == i % 300, $"name {i}");
            index.Find(NameOf(i + Count), out at);
            Assert.Equal(-1, at);
        }

        Assert.InRange(index.Bytes / (double)Count, 20, 30);
    }

    [Fact]
    public void Find_AllocatesNothing()
    {
        DomainIndex index = Open(s_written);
        byte[] name = WireName.Of("api.github.com");
        index.Find(name, out _);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                index.Find(name, out _);
            }
        }));
    }

    [Fact]
    public void Sources_AreReadAsTheyWereWritten()
    {
        DomainSource source = Assert.Single(Open(s_written).Sources());

        Assert.Equal(new DomainSource(7, "a list with a tab", "CC0-1.0", "2026-11-28", 3), source);
    }

    [Fact]
    public void TryOpen_CutAnywhere_SaysSo()
    {
        for (int length = 0; length < s_written.Length; length += Math.Max(1, length / 50))
        {
            IndexStatus status = DomainIndex.TryOpen(s_written.AsMemory(0, length), out DomainIndex? index);
            Assert.Null(index);
            Assert.True(status is IndexStatus.TooShort or IndexStatus.LengthDiffers, $"{length}: {status}");
        }
    }

    [Fact]
    public void TryOpen_LongerThanWritten_SaysSo() =>
        Assert.Equal(IndexStatus.LengthDiffers, DomainIndex.TryOpen((byte[])[.. s_written, 0], out _));

    [Theory]
    [InlineData(0, IndexStatus.NotAnIndex)]
    [InlineData(IndexFormat.VersionAt, IndexStatus.OtherVersion)]
    [InlineData(IndexFormat.SectionCountAt + 1, IndexStatus.HeaderCorrupt)]
    [InlineData(IndexFormat.FileLengthAt, IndexStatus.HeaderCorrupt)]
    [InlineData(IndexFormat.NameCountAt, IndexStatus.HeaderCorrupt)]
    [InlineData(IndexFormat.ChecksumAt, IndexStatus.HeaderCorrupt)]
    [InlineData(IndexFormat.HeaderBytes + 8, IndexStatus.HeaderCorrupt)]
    public void TryOpen_OneBitOfTheHeaderDiffers_SaysWhich(int at, IndexStatus expected)
    {
        byte[] bytes = [.. s_written];
        bytes[at] ^= 1;

        Assert.Equal(expected, DomainIndex.TryOpen(bytes, out _));
    }

    [Fact]
    public void TryOpen_OneBitOfAnySectionDiffers_SaysSo()
    {
        for (int section = 0; section < SectionCount(s_written); section++)
        {
            byte[] bytes = [.. s_written];
            Span<byte> entry = bytes.AsSpan(IndexFormat.HeaderBytes + (section * IndexFormat.DirectoryEntryBytes));
            long length = BinaryPrimitives.ReadInt64LittleEndian(entry[16..]);
            if (length > 0)
            {
                bytes[BinaryPrimitives.ReadInt64LittleEndian(entry[8..]) + (length / 2)] ^= 4;
                Assert.Equal(IndexStatus.SectionCorrupt, DomainIndex.TryOpen(bytes, out _));
            }
        }
    }

    [Fact]
    public void TryOpen_SectionIsOutsideOrUnaligned_SaysSo()
    {
        Assert.Equal(IndexStatus.SectionMisplaced, OpenWith(0, entry =>
            BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(8), ulong.MaxValue - 63)));
        Assert.Equal(IndexStatus.SectionMisplaced, OpenWith(0, entry =>
            BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(16), ulong.MaxValue)));
        Assert.Equal(IndexStatus.SectionMisplaced, OpenWith(0, entry => entry[8] ^= 1));
    }

    [Fact]
    public void TryOpen_WithoutASection_SaysSo()
    {
        for (int section = 0; section < SectionCount(s_written); section++)
        {
            Assert.Equal(IndexStatus.SectionMissing, OpenWith(section, entry => entry[0] = 60));
        }
    }

    [Fact]
    public void TryOpen_OtherTableOfConfusables_SaysSo()
    {
        byte[] bytes = [.. s_written];
        int last = IndexFormat.HeaderBytes + ((SectionCount(bytes) - 1) * IndexFormat.DirectoryEntryBytes);
        bytes[BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(last + 8)) + 100] ^= 1;
        Seal(bytes);

        Assert.Equal(IndexStatus.OtherConfusables, DomainIndex.TryOpen(bytes, out _));
    }

    // What has good checksums and no sense is refused, or found nothing in; it never throws.
    [Fact]
    public void TryOpen_AnyContentUnderGoodChecksums_IsRefusedOrSearchedWithoutHarm()
    {
        Random random = new(20261128);
        byte[][] names = [WireName.Of("api.github.com"), WireName.Of("githbu-login.com"), WireName.Of("a.b.example.org")];
        int opened = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = [.. s_written];
            int section = random.Next(SectionCount(bytes));
            Span<byte> entry = bytes.AsSpan(IndexFormat.HeaderBytes + (section * IndexFormat.DirectoryEntryBytes));
            int offset = (int)BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(entry[16..]);
            int changes = length == 0 ? 0 : random.Next(1, 200);
            for (int change = 0; change < changes; change++)
            {
                bytes[offset + random.Next(length)] = (byte)random.Next(256);
            }

            Seal(bytes);
            if (DomainIndex.TryOpen(bytes, out DomainIndex? index) == IndexStatus.Ok)
            {
                opened++;
                DomainPipeline judge = new(index!);
                Assert.All(names, name => judge.Judge(name, 0));
            }
        }

        Assert.InRange(opened, 100, 3000);
    }

    [Fact]
    public void Add_MoreNamesThanAnnounced_IsRefused()
    {
        DomainIndexWriter writer = new(new MemoryStream(), 1, s_key, new MemoryStream());
        writer.Add(NameOf(0), s_record);

        Assert.Throws<IndexException>(() => writer.Add(NameOf(1), s_record));
    }

    private static byte[] NameOf(int number) =>
        WireName.Of(string.Create(CultureInfo.InvariantCulture, $"name-{number}.example"));

    private static DomainIndex Open(byte[] bytes)
    {
        Assert.Equal(IndexStatus.Ok, DomainIndex.TryOpen(bytes, out DomainIndex? index));
        return index!;
    }

    private static byte[] Write(string[] names, string[] brands)
    {
        using MemoryStream output = new();
        using MemoryStream scratch = new();
        DomainIndexWriter writer = new(output, names.Length, s_key, scratch);
        foreach (string name in names)
        {
            DomainFlags brand = brands.Contains(name) ? DomainFlags.Brand : DomainFlags.None;
            writer.Add(WireName.Of(name), s_record with { Flags = s_record.Flags | brand });
        }

        writer.AddSource(new DomainSource(7, "a list with\ta tab", "CC0-1.0", "2026-11-28", names.Length));
        return Completed(writer, output);
    }

    private static byte[] Completed(DomainIndexWriter writer, MemoryStream output)
    {
        writer.SetSuffixes(PublicSuffixes.Load(s_key));
        writer.Complete(1_790_000_000);
        return output.ToArray();
    }

    private static int SectionCount(byte[] bytes) =>
        BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(IndexFormat.SectionCountAt));

    private static IndexStatus OpenWith(int section, Action<byte[]> change)
    {
        byte[] bytes = [.. s_written];
        Span<byte> place = bytes.AsSpan(
            IndexFormat.HeaderBytes + (section * IndexFormat.DirectoryEntryBytes), IndexFormat.DirectoryEntryBytes);
        byte[] entry = place.ToArray();
        change(entry);
        entry.CopyTo(place);
        SealHeader(bytes);
        return DomainIndex.TryOpen(bytes, out _);
    }

    private static void Seal(byte[] bytes)
    {
        for (int section = 0; section < SectionCount(bytes); section++)
        {
            Span<byte> entry = bytes.AsSpan(IndexFormat.HeaderBytes + (section * IndexFormat.DirectoryEntryBytes));
            Span<byte> content = bytes.AsSpan(
                (int)BinaryPrimitives.ReadInt64LittleEndian(entry[8..]),
                (int)BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
            BinaryPrimitives.WriteUInt64LittleEndian(entry[24..], XxHash3.HashToUInt64(content));
        }

        SealHeader(bytes);
    }

    private static void SealHeader(byte[] bytes)
    {
        int directory = SectionCount(bytes) * IndexFormat.DirectoryEntryBytes;
        BinaryPrimitives.WriteUInt64LittleEndian(
            bytes.AsSpan(IndexFormat.ChecksumAt),
            IndexFormat.HeaderChecksum(bytes, bytes.AsSpan(IndexFormat.HeaderBytes, directory)));
    }
}
