using System.Globalization;
using System.Numerics;
using System.Text;
using Telos.Core.Domains.Indexes;

namespace Telos.Core.Domains;

/// <summary>
/// What this program was built with about domains (gen/domains): what they are for, which many people use, and which are
/// imitated; and lists of the same form.
/// </summary>
public static class DomainList
{
    private const int FieldCount = 4;
    private const int ReadBufferBytes = 1 << 14;
    private const byte NeutralReputation = 50;
    private const byte GoodReputation = 75;

    /// <summary>The list that this program was built with. Takes some milliseconds.</summary>
    public static DomainIndex Load()
    {
        using Stream list = Open();
        return Compile(list, HashKey.Random());
    }

    /// <summary>Lines of name,category,flags,rank, as gen/domains/build.py writes them.</summary>
    public static Stream Open() => typeof(DomainList).Assembly.GetManifestResourceStream("domains.csv")!;

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
        DomainIndexWriter writer = new(output, namesMax, key);
        LineScan lines = new(list, buffer);
        Span<byte> name = stackalloc byte[DomainLine.NameLengthMax];
        while (lines.MoveNext())
        {
            if (lines.TooLong || !TryRead(Encoding.ASCII.GetString(lines.Line), name, out int length, out DomainRecord record))
            {
                throw new FormatException($"line {lines.Number} of the list of domains: {Encoding.ASCII.GetString(lines.Line)}");
            }

            writer.Add(name[..length], record);
        }

        writer.SetSuffixes(PublicSuffixes.Load(key));
        writer.Complete(0);
        IndexStatus status = DomainIndex.TryOpen(output.ToArray(), out DomainIndex? index);
        return status == IndexStatus.Ok
            ? index!
            : throw new InvalidOperationException($"an index that was just written is {status}");
    }

    /// <param name="line">name,category,flags apart by blanks,rank (0: none).</param>
    /// <param name="name">Room for <see cref="DomainLine.NameLengthMax"/>: the wire form.</param>
    public static bool TryRead(string line, Span<byte> name, out int length, out DomainRecord record)
    {
        record = default;
        length = 0;
        string[] fields = line.Split(',');
        if (fields.Length != FieldCount
            || DomainLine.Parse(Encoding.ASCII.GetBytes(fields[0]), name, out length) != DomainLineStatus.Name
            || !DomainWords.TryCategory(fields[1], out DomainCategory category)
            || !DomainWords.TryFlags(fields[2], out DomainFlags flags)
            || !uint.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out uint rank))
        {
            return false;
        }

        flags |= rank == 0 ? DomainFlags.None : DomainFlags.Popular;
        record = new DomainRecord(category, ReputationOf(category, flags), flags, RankBitsOf(rank), 0);
        return true;
    }

    /// <summary>What a list that says nothing of it lets one think.</summary>
    public static byte ReputationOf(DomainCategory category, DomainFlags flags) =>
        (flags & (DomainFlags.Malware | DomainFlags.Phishing)) != 0 ? (byte)0
        : category != DomainCategory.Unknown && (flags & DomainFlags.UserContent) == 0 ? GoodReputation
        : NeutralReputation;

    public static byte RankBitsOf(uint rank) => rank == 0 ? (byte)0 : (byte)(BitOperations.Log2(rank) + 1);
}
