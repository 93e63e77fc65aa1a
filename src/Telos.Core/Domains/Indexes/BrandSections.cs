using System.Runtime.InteropServices;

namespace Telos.Core.Domains.Indexes;

/// <summary>
/// What look-alikes are found by. Each brand's label, folded letter by letter and by pairs, is kept under the hashes of all
/// that is left of it without one octet, and of a long one without two (symmetric deletion, as in SymSpell): what is a
/// mistake or two away shares one of them. Pieces of very long labels find those that are further away.
/// </summary>
internal sealed class BrandSections
{
    // Three slots of five are taken, so that a probe for what is not there ends soon.
    private const int SlotsPerThreeFifths = 5;

    /// <summary>A piece that more brands share tells nothing.</summary>
    private const int BrandsPerSeedMax = 8;

    private readonly List<uint> _offsets = [];
    private readonly List<byte> _labels = [];
    private readonly List<uint> _lists = [];

    /// <param name="brands">Registrable domains in lower-case wire form; the first of equal labels is kept.</param>
    public BrandSections(IReadOnlyList<(byte[] Name, bool IsWord)> brands)
    {
        List<(byte[] Plain, byte[] Folded)> labels = Fold(brands);
        Count = labels.Count;
        long variants = labels.Sum(label => BrandView.VariantsOf(label.Plain.Length)
            + (label.Plain.Length == label.Folded.Length ? 2L : 2L + BrandView.VariantsOf(label.Folded.Length)));
        Starts = new ulong[BrandView.StartWordsFor(labels.Count)];
        Filter = new ulong[BrandView.FilterWordsFor(variants)];
        Variants = new ulong[checked((int)(variants * SlotsPerThreeFifths / 3) + 8)];
        for (int brand = 0; brand < labels.Count; brand++)
        {
            (byte[] plain, byte[] folded) = labels[brand];
            AddVariants(plain, brand);
            AddOutline(plain, brand);
            if (plain.Length != folded.Length)
            {
                AddVariants(folded, brand);
            }
        }

        Seeds = AddSeeds([.. labels.Select(label => label.Plain)]);
    }

    public int Count { get; }

    public ReadOnlySpan<uint> Offsets => CollectionsMarshal.AsSpan(_offsets);

    public ReadOnlySpan<byte> Labels => CollectionsMarshal.AsSpan(_labels);

    public ulong[] Starts { get; }

    public ulong[] Filter { get; }

    public ulong[] Variants { get; }

    public ulong[] Seeds { get; }

    public ReadOnlySpan<uint> SeedLists => CollectionsMarshal.AsSpan(_lists);

    private List<(byte[] Plain, byte[] Folded)> Fold(IReadOnlyList<(byte[] Name, bool IsWord)> brands)
    {
        List<(byte[] Plain, byte[] Folded)> labels = [];
        HashSet<ulong> seen = [];
        Span<byte> room = stackalloc byte[LabelFold.LengthMax];
        foreach ((byte[] brand, bool isWord) in brands)
        {
            ReadOnlySpan<byte> label = brand.AsSpan(1, brand[0]);
            byte[] plain = room[..LabelFold.FoldLetters(label, room).Length].ToArray();
            byte[] folded = room[..LabelFold.FoldPairs(plain, room)].ToArray();
            if (folded.Length >= BrandView.LabelLengthMin && plain.Length <= BrandView.LabelLengthMax
                && seen.Add(LabelHash.Of(label)))
            {
                _offsets.Add((uint)_labels.Count);
                _labels.Add((byte)plain.Length);
                _labels.AddRange(plain);
                _labels.Add((byte)folded.Length);
                _labels.AddRange(folded);
                _labels.Add(isWord ? (byte)1 : (byte)0);
                _labels.AddRange(brand);
                labels.Add((plain, folded));
            }
        }

        return labels;
    }

    private void AddVariants(ReadOnlySpan<byte> label, int brand)
    {
        LabelHash hash = new(label);
        (int word, ulong bit) = BrandView.StartOf(hash.Part(0, BrandView.LabelLengthMin), Starts.Length);
        Starts[word] |= bit;
        Add(BrandView.Mix(hash.Part(0, label.Length)), brand, isWhole: true);
        Span<ulong> once = stackalloc ulong[LabelHash.LengthMax];
        Span<ulong> gap = stackalloc ulong[LabelHash.LengthMax];
        hash.Without(once, gap);
        for (int i = 0; i < label.Length; i++)
        {
            Add(BrandView.Mix(once[i]), brand, isWhole: false);
            for (int j = i + 1; j < label.Length && BrandView.IsTwice(label.Length); j++)
            {
                Add(BrandView.Mix(unchecked(gap[i] + once[j])), brand, isWhole: false);
            }
        }
    }

    private void AddOutline(ReadOnlySpan<byte> plain, int brand)
    {
        Span<byte> outline = stackalloc byte[LabelFold.LengthMax];
        foreach (bool joinsCl in (ReadOnlySpan<bool>)[false, true])
        {
            int length = LabelFold.Outline(plain, outline, joinsCl);
            Add(BrandView.MixOutline(LabelHash.Of(outline[..length])), brand, isWhole: false);
        }
    }

    private void Add(ulong mixed, int brand, bool isWhole)
    {
        BrandView.AddToFilter(Filter, mixed);
        ulong entry = BrandView.EntryOf(mixed, brand, isWhole);
        int slot = BrandView.SlotOf(mixed, Variants.Length);
        while (Variants[slot] != 0 && Variants[slot] != entry)
        {
            slot = slot + 1 == Variants.Length ? 0 : slot + 1;
        }

        Variants[slot] = entry;
    }

    private ulong[] AddSeeds(List<byte[]> labels)
    {
        SortedDictionary<ulong, SortedSet<int>> seeds = [];
        for (int brand = 0; brand < labels.Count; brand++)
        {
            byte[] label = labels[brand];
            LabelHash hash = new(label);
            for (int i = 0; i + BrandView.SeedLength <= label.Length && label.Length >= BrandView.SeedLengthMin; i++)
            {
                ulong seed = hash.Part(i, i + BrandView.SeedLength);
                if (!seeds.TryGetValue(seed, out SortedSet<int>? others))
                {
                    seeds.Add(seed, others = []);
                }

                others.Add(brand);
            }
        }

        ulong[] slots = new ulong[(seeds.Count * 2) + 8];
        foreach ((ulong seed, SortedSet<int> brands) in seeds)
        {
            if (brands.Count <= BrandsPerSeedMax)
            {
                ulong mixed = BrandView.Mix(seed);
                int slot = BrandView.SlotOf(mixed, slots.Length);
                while (slots[slot] != 0)
                {
                    slot = slot + 1 == slots.Length ? 0 : slot + 1;
                }

                slots[slot] = BrandView.EntryOf(mixed, _lists.Count, isWhole: true);
                _lists.Add((uint)brands.Count);
                _lists.AddRange(brands.SelectMany(brand => new[] { (uint)brand, BrandView.LettersOf(labels[brand]) }));
            }
        }

        return slots;
    }
}
