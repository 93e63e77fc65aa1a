using System.Numerics;
using System.Text;

namespace Telos.Core.Domains;

/// <summary>
/// What this program was built with about domains (gen/domains): what they are for, which many people use, and which are
/// imitated. Immutable.
/// </summary>
public sealed class KnownDomains
{
    private const int FieldCount = 4;
    private const byte NeutralReputation = 50;
    private const byte GoodReputation = 75;

    private readonly HashKey _key;
    private readonly Dictionary<ulong, DomainRecord> _records = [];

    private KnownDomains(HashKey key) => _key = key;

    public int Count => _records.Count;

    /// <summary>Registrable domains in wire form.</summary>
    public List<ReadOnlyMemory<byte>> Brands { get; } = [];

    /// <summary>Takes some milliseconds.</summary>
    public static KnownDomains Load()
    {
        using Stream list = typeof(KnownDomains).Assembly.GetManifestResourceStream("domains.csv")!;
        using StreamReader lines = new(list, Encoding.ASCII);
        return Read(lines, HashKey.Random());
    }

    /// <param name="lines">Of name,category,flags,rank, as gen/domains/build.py writes them.</param>
    /// <exception cref="FormatException">A line is none of these: it names the line.</exception>
    public static KnownDomains Read(TextReader lines, HashKey key)
    {
        KnownDomains known = new(key);
        int number = 0;
        while (lines.ReadLine() is string line)
        {
            number++;
            if (!known.TryAdd(line))
            {
                throw new FormatException($"line {number} of the list of domains: {line}");
            }
        }

        return known;
    }

    /// <summary>The name itself, or what is said of the nearest one above it.</summary>
    /// <param name="name">Lower-case wire form.</param>
    /// <param name="offset">Where in the name the known one begins; -1 when there is none.</param>
    public DomainRecord Find(ReadOnlySpan<byte> name, out int offset)
    {
        offset = -1;
        DomainRecord found = default;
        SuffixWalk walk = new(name, _key);
        while (walk.MoveNext())
        {
            if (_records.TryGetValue(walk.Hash, out DomainRecord record))
            {
                found = record;
                offset = walk.Offset;
            }
        }

        return found;
    }

    private bool TryAdd(string line)
    {
        string[] fields = line.Split(',');
        Span<byte> name = stackalloc byte[DomainLine.NameLengthMax];
        if (fields.Length != FieldCount
            || DomainLine.Parse(Encoding.ASCII.GetBytes(fields[0]), name, out int length) != DomainLineStatus.Name
            || !DomainWords.TryCategory(fields[1], out DomainCategory category)
            || !uint.TryParse(fields[3], out uint rank))
        {
            return false;
        }

        DomainFlags flags = rank == 0 ? DomainFlags.None : DomainFlags.Popular;
        foreach (string word in fields[2].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!DomainWords.TryFlag(word, out DomainFlags flag))
            {
                return false;
            }

            flags |= flag;
        }

        Add(name[..length], new DomainRecord(
            category, Reputation(category, flags), flags, rank == 0 ? (byte)0 : (byte)(BitOperations.Log2(rank) + 1), 0));
        return true;
    }

    private static byte Reputation(DomainCategory category, DomainFlags flags) =>
        category != DomainCategory.Unknown && (flags & DomainFlags.UserContent) == 0 ? GoodReputation : NeutralReputation;

    private void Add(ReadOnlySpan<byte> name, DomainRecord record)
    {
        SuffixWalk walk = new(name, _key);
        while (walk.MoveNext())
        {
        }

        _records[walk.Hash] = record;
        if ((record.Flags & DomainFlags.Brand) != 0)
        {
            Brands.Add(name.ToArray());
        }
    }
}
