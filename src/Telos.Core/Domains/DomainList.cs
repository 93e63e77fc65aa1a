using System.IO.Compression;
using System.Numerics;
using System.Text;
using Telos.Core.Domains.Indexes;
using Telos.Core.Domains.Lists;

namespace Telos.Core.Domains;

/// <summary>
/// What this program was built with about domains (gen/domains): what they are for, which many people use, and which are
/// imitated; and lists of the same form.
/// </summary>
public static class DomainList
{
    private const int ReadBufferBytes = 1 << 14;
    private const byte NeutralReputation = 50;
    private const byte GoodReputation = 75;

    /// <summary>The list that this program was built with. Takes some milliseconds.</summary>
    public static DomainIndex Load()
    {
        using Stream list = Open();
        return Compile(list, HashKey.Random());
    }

    /// <summary>A table (<see cref="ListFormat.Csv"/>), as gen/domains/build.py writes it.</summary>
    public static Stream Open()
    {
        using GZipStream packed = new(
            typeof(DomainList).Assembly.GetManifestResourceStream("domains.csv.gz")!, CompressionMode.Decompress);
        MemoryStream list = new();
        packed.CopyTo(list);
        list.Position = 0;
        return list;
    }

    /// <summary>An index in memory, with the suffix list that this program was built with.</summary>
    /// <param name="list">Can seek; no name is there twice.</param>
    /// <exception cref="FormatException">A line is none of these: it names the line.</exception>
    public static DomainIndex Compile(Stream list, HashKey key)
    {
        byte[] buffer = new byte[ReadBufferBytes];
        long start = list.Position;
        int namesMax = LineScan.Count(list, buffer);
        list.Position = start;
        using MemoryStream output = new();
        using MemoryStream scratch = new();
        DomainIndexWriter writer = new(output, namesMax, key, scratch);
        ListParser parser = new(ListFormat.Csv);
        LineScan lines = new(list, buffer);
        Span<byte> name = stackalloc byte[DomainLine.NameLengthMax];
        while (lines.MoveNext())
        {
            ListEntry entry = default;
            DomainLineStatus line = lines.TooLong ? DomainLineStatus.LineTooLong : parser.Parse(lines.Line, name, out entry);
            if (line == DomainLineStatus.Name)
            {
                writer.Add(name[..entry.NameLength], RecordOf(entry));
            }
            else if (line != DomainLineStatus.Blank)
            {
                throw new FormatException($"line {lines.Number} of the list of domains: {Encoding.ASCII.GetString(lines.Line)}");
            }
        }

        writer.SetSuffixes(PublicSuffixes.Load(key));
        writer.Complete(0);
        IndexStatus status = DomainIndex.TryOpen(output.ToArray(), out DomainIndex? index);
        return status == IndexStatus.Ok
            ? index!
            : throw new InvalidOperationException($"an index that was just written is {status}");
    }

    /// <summary>What a list that says nothing of it lets one think.</summary>
    public static byte ReputationOf(DomainCategory category, DomainFlags flags) =>
        (flags & (DomainFlags.Malware | DomainFlags.Phishing)) != 0 ? (byte)0
        : category != DomainCategory.Unknown && (flags & DomainFlags.UserContent) == 0 ? GoodReputation
        : NeutralReputation;

    public static byte RankBitsOf(uint rank) => rank == 0 ? (byte)0 : (byte)(BitOperations.Log2(rank) + 1);

    private static DomainRecord RecordOf(in ListEntry entry) => new(
        entry.Category, ReputationOf(entry.Category, entry.Flags), entry.Flags, RankBitsOf(entry.Rank), default, 0);
}
