using System.Numerics;
using System.Runtime.InteropServices;

namespace Telos.Core.Domains.Indexes;

/// <summary>The brands of an index, by which look-alikes are found (<see cref="BrandSections"/>).</summary>
internal readonly ref struct BrandView
{
    /// <summary>Shorter labels are a word of half the web.</summary>
    public const int LabelLengthMin = 4;
    public const int LabelLengthMax = LabelHash.LengthMax;

    /// <summary>From so many octets on two mistakes are still the same word.</summary>
    public const int TwiceLengthMin = 9;

    /// <summary>From so many on three and four are; what they leave whole is looked for in pieces of that length.</summary>
    public const int SeedLengthMin = 12;
    public const int SeedLength = 4;

    /// <summary>Longer ones have too many pairs of octets: their pieces find them.</summary>
    private const int TwiceLengthMax = 26;

    // An entry: the upper 36 bits of the mixed hash, 27 of the brand's number plus one, one that nothing was left out.
    private const int NumberBits = 27;
    private const ulong NumberMask = (1UL << NumberBits) - 1;
    private const ulong TagMask = ulong.MaxValue << (NumberBits + 1);
    private const int StartWordsMin = 1 << 8;

    private readonly ReadOnlySpan<uint> _offsets;
    private readonly ReadOnlySpan<byte> _labels;
    private readonly ReadOnlySpan<ulong> _starts;
    private readonly ReadOnlySpan<ulong> _filter;
    private readonly ReadOnlySpan<ulong> _variants;
    private readonly ReadOnlySpan<ulong> _seeds;
    private readonly ReadOnlySpan<uint> _lists;

    public BrandView(DomainIndex index)
    {
        ReadOnlySpan<byte> memory = index.Memory;
        _offsets = MemoryMarshal.Cast<byte, uint>(index.Section(memory, IndexSection.BrandOffsets));
        _labels = index.Section(memory, IndexSection.BrandLabels);
        _starts = MemoryMarshal.Cast<byte, ulong>(index.Section(memory, IndexSection.BrandStarts));
        _filter = MemoryMarshal.Cast<byte, ulong>(index.Section(memory, IndexSection.BrandFilter));
        _variants = MemoryMarshal.Cast<byte, ulong>(index.Section(memory, IndexSection.BrandVariants));
        _seeds = MemoryMarshal.Cast<byte, ulong>(index.Section(memory, IndexSection.BrandSeeds));
        _lists = MemoryMarshal.Cast<byte, uint>(index.Section(memory, IndexSection.BrandSeedLists));
    }

    public int Count => _offsets.Length;

    public static bool IsTwice(int length) => length is >= TwiceLengthMin and <= TwiceLengthMax;

    /// <summary>How many hashes a label of that length is kept under.</summary>
    public static int VariantsOf(int length) => 1 + length + (IsTwice(length) ? length * (length - 1) / 2 : 0);

    public static int StartWordsFor(int brands) =>
        (int)Math.Max(StartWordsMin, BitOperations.RoundUpToPowerOf2((uint)brands) / 4);

    /// <summary>A power of two; 8 to 16 bits a hash.</summary>
    public static int FilterWordsFor(long variants) => (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(16, variants / 8));

    /// <summary>Its high bits depend on all bits; the polynomial's low bits do not on the label's first octets.</summary>
    public static ulong Mix(ulong hash) => unchecked(hash * 0xA0761D6478BD642F);

    /// <summary>Outlines are compared with outlines alone.</summary>
    public static ulong MixOutline(ulong hash) => unchecked(hash * 0xE7037ED1A0B428DB);

    public static ulong EntryOf(ulong mixed, int number, bool isWhole) =>
        (mixed & TagMask) | ((ulong)(uint)(number + 1) << 1) | (isWhole ? 1UL : 0);

    public static int SlotOf(ulong mixed, int slots) => (int)Math.BigMul(mixed, (ulong)slots, out _);

    public static (int Word, ulong Bit) StartOf(ulong hashOfFirst, int words)
    {
        ulong mixed = Mix(hashOfFirst);
        return ((int)(mixed >> 38) & (words - 1), 1UL << (int)(mixed >> 32));
    }

    public static void AddToFilter(Span<ulong> words, ulong mixed) => words[FilterWord(mixed, words.Length)] |= FilterMask(mixed);

    /// <summary>The registrable domain in wire form.</summary>
    public ReadOnlySpan<byte> Name(int brand)
    {
        ReadOnlySpan<byte> name = NameOnward(brand);
        int length = 0;
        while (name[length] != 0)
        {
            length += name[length] + 1;
        }

        return name[..(length + 1)];
    }

    public ReadOnlySpan<byte> Label(int brand)
    {
        ReadOnlySpan<byte> name = NameOnward(brand);
        return name.Slice(1, name[0]);
    }

    /// <summary>Folded letter by letter.</summary>
    public ReadOnlySpan<byte> Plain(int brand)
    {
        ReadOnlySpan<byte> entry = _labels[(int)_offsets[brand]..];
        return entry.Slice(1, entry[0]);
    }

    /// <summary>With pairs of letters that look like one folded too.</summary>
    public ReadOnlySpan<byte> Folded(int brand)
    {
        ReadOnlySpan<byte> entry = _labels[(int)_offsets[brand]..];
        entry = entry[(entry[0] + 1)..];
        return entry.Slice(1, entry[0]);
    }

    /// <summary>Which letters a label has, a bit each; digits and hyphens have theirs together.</summary>
    public static uint LettersOf(ReadOnlySpan<byte> label)
    {
        uint letters = 0;
        foreach (byte value in label)
        {
            letters |= 1u << (value is >= (byte)'a' and <= (byte)'z' ? value - 'a' : value == '-' ? 26 : 27);
        }

        return letters;
    }

    /// <summary>A mistake takes a letter away, adds one, or both: if more letters differ there are more mistakes.</summary>
    public static bool MayBeNear(uint letters, uint others, int distance) =>
        BitOperations.PopCount(letters ^ others) <= 2 * distance;

    /// <summary>Its label is an everyday word, or begins many.</summary>
    public bool IsWord(int brand)
    {
        ReadOnlySpan<byte> entry = _labels[(int)_offsets[brand]..];
        entry = entry[(entry[0] + 1)..];
        return entry[entry[0] + 1] != 0;
    }

    /// <summary>Whether a brand may begin with these octets. Most places in most names are told apart by it.</summary>
    public bool MayBegin(ulong hashOfFirst)
    {
        (int word, ulong bit) = StartOf(hashOfFirst, _starts.Length);
        return (_starts[word] & bit) != 0;
    }

    /// <summary>Whether a brand, or what is left of one, may have that hash.</summary>
    public bool MayHave(ulong mixed)
    {
        ulong mask = FilterMask(mixed);
        return (_filter[FilterWord(mixed, _filter.Length)] & mask) == mask;
    }

    /// <summary>The next entry of that hash after the given one; -1: none. Begin with -1.</summary>
    public int Next(ulong mixed, int slot)
    {
        slot = slot < 0 ? SlotOf(mixed, _variants.Length) : After(slot, _variants.Length);
        while (_variants[slot] != 0)
        {
            if (((_variants[slot] ^ mixed) & TagMask) == 0 && BrandOf(slot) < Count)
            {
                return slot;
            }

            slot = After(slot, _variants.Length);
        }

        return -1;
    }

    public int BrandOf(int slot) => (int)(_variants[slot] >> 1 & NumberMask) - 1;

    /// <summary>Nothing was left out of it.</summary>
    public bool IsWhole(int slot) => (_variants[slot] & 1) != 0;

    /// <summary>
    /// The long brands in which these <see cref="SeedLength"/> octets are: the number of each, then its letters
    /// (<see cref="LettersOf"/>).
    /// </summary>
    public ReadOnlySpan<uint> WithSeed(ulong hash)
    {
        ulong mixed = Mix(hash);
        int slot = SlotOf(mixed, _seeds.Length);
        while (_seeds[slot] != 0)
        {
            if (((_seeds[slot] ^ mixed) & TagMask) == 0)
            {
                int list = (int)(_seeds[slot] >> 1 & NumberMask) - 1;
                return list >= 0 && list < _lists.Length && _lists[list] * 2L < _lists.Length - list
                    ? _lists.Slice(list + 1, (int)_lists[list] * 2)
                    : default;
            }

            slot = After(slot, _seeds.Length);
        }

        return default;
    }

    private ReadOnlySpan<byte> NameOnward(int brand)
    {
        ReadOnlySpan<byte> entry = _labels[(int)_offsets[brand]..];
        entry = entry[(entry[0] + 1)..];
        return entry[(entry[0] + 2)..];
    }

    private static int After(int slot, int slots) => slot + 1 == slots ? 0 : slot + 1;

    // Word and bits by the upper half.
    private static int FilterWord(ulong mixed, int words) => (int)(mixed >> 32) & (words - 1);

    private static ulong FilterMask(ulong mixed) =>
        1UL << (int)(mixed >> 58) | 1UL << (int)(mixed >> 52) | 1UL << (int)(mixed >> 46);
}
