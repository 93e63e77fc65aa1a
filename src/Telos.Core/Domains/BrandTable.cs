using System.Numerics;

namespace Telos.Core.Domains;

/// <summary>
/// The names that look-alikes are compared with. Each brand's folded label is kept under the hashes of all that is left
/// of it without one octet, and of a long one without two (symmetric deletion): what is a mistake or two away shares one
/// of them. Immutable.
/// </summary>
public sealed class BrandTable
{
    /// <summary>Shorter labels are a word of half the web.</summary>
    public const int LabelLengthMin = 4;

    /// <summary>From so many octets on two mistakes are still the same word.</summary>
    public const int TwiceLengthMin = 8;

    /// <summary>From so many on three and four are; what they leave whole is looked for in pieces of that length.</summary>
    public const int SeedLengthMin = 12;
    public const int SeedLength = 4;

    private readonly List<byte[]> _names = [];
    private readonly List<byte[]> _labels = [];
    private readonly List<byte[]> _folded = [];
    private readonly List<Entry> _entries = [];
    private readonly int[] _heads;
    private readonly ulong _mask;
    private readonly ulong[] _starts = new ulong[StartWords];
    private readonly Dictionary<ulong, int[]> _seeds = [];

    private const int StartWords = 1 << 10;

    /// <param name="brands">Registrable domains in lower-case wire form; the first of equal labels is kept.</param>
    public BrandTable(IEnumerable<ReadOnlyMemory<byte>> brands)
    {
        HashSet<ulong> seen = [];
        Span<byte> folded = stackalloc byte[LabelFold.LengthMax];
        foreach (ReadOnlyMemory<byte> brand in brands)
        {
            ReadOnlySpan<byte> label = brand.Span.Slice(1, brand.Span[0]);
            FoldedLabel fold = LabelFold.Fold(label, folded);
            if (fold.Length >= LabelLengthMin && fold.Length <= 63 && seen.Add(LabelHash.Of(label)))
            {
                _names.Add(brand.ToArray());
                _labels.Add(label.ToArray());
                _folded.Add(folded[..fold.Length].ToArray());
            }
        }

        int size = _folded.Sum(label => 1 + (label.Length * (label.Length >= TwiceLengthMin ? label.Length + 1 : 2) / 2));
        _heads = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, size))];
        _mask = (ulong)_heads.Length - 1;
        Array.Fill(_heads, -1);
        for (int brand = 0; brand < _folded.Count; brand++)
        {
            AddVariants(brand);
        }
    }

    public int Count => _names.Count;

    /// <summary>The registrable domain in wire form.</summary>
    public ReadOnlySpan<byte> Name(int brand) => _names[brand];

    internal ReadOnlySpan<byte> Label(int brand) => _labels[brand];

    internal ReadOnlySpan<byte> Folded(int brand) => _folded[brand];

    /// <summary>The next entry of that hash after the given one; -1: none. Begin with -1.</summary>
    internal int Next(ulong hash, int entry)
    {
        entry = entry < 0 ? _heads[SlotOf(hash)] : _entries[entry].Next;
        while (entry >= 0 && _entries[entry].Hash != hash)
        {
            entry = _entries[entry].Next;
        }

        return entry;
    }

    internal int BrandOf(int entry) => _entries[entry].Brand;

    /// <summary>Nothing was left out of it.</summary>
    internal bool IsWhole(int entry) => _entries[entry].IsWhole;

    /// <summary>Whether a brand may begin with these octets. Most places in most names are told apart by it.</summary>
    internal bool MayBegin(ulong hashOfFirst) => (_starts[WordOf(hashOfFirst)] >> (int)(hashOfFirst >> 58) & 1) != 0;

    /// <summary>The long brands in which these <see cref="SeedLength"/> octets are.</summary>
    internal ReadOnlySpan<int> WithSeed(ulong hash) => _seeds.TryGetValue(hash, out int[]? found) ? found : default;

    private static int WordOf(ulong hash) => (int)(hash >> 32) & (StartWords - 1);

    private void AddVariants(int brand)
    {
        byte[] label = _folded[brand];
        LabelHash hash = new(label);
        ulong start = hash.Part(0, LabelLengthMin);
        _starts[WordOf(start)] |= 1UL << (int)(start >> 58);
        Add(LabelHash.Of(label), brand, isWhole: true);
        for (int i = 0; i + SeedLength <= label.Length && label.Length >= SeedLengthMin; i++)
        {
            ulong seed = hash.Part(i, i + SeedLength);
            int[] others = _seeds.GetValueOrDefault(seed, []);
            _seeds[seed] = others.Contains(brand) ? others : [.. others, brand];
        }

        for (int i = 0; i < label.Length; i++)
        {
            Add(hash.Without(i), brand, isWhole: false);
            for (int j = i + 1; j < label.Length && label.Length >= TwiceLengthMin; j++)
            {
                Add(hash.Without(i, j), brand, isWhole: false);
            }
        }
    }

    private void Add(ulong hash, int brand, bool isWhole)
    {
        int slot = SlotOf(hash);
        _entries.Add(new Entry(hash, brand, _heads[slot], isWhole));
        _heads[slot] = _entries.Count - 1;
    }

    private int SlotOf(ulong hash) => (int)((hash ^ (hash >> 29)) & _mask);

    private readonly record struct Entry(ulong Hash, int Brand, int Next, bool IsWhole);
}
