using Telos.Core.Domains.Indexes;

namespace Telos.Core.Domains;

/// <summary>
/// Whether a name imitates a brand. Nothing that is popular or a brand itself should be asked: those are known first.
/// Allocates nothing.
/// </summary>
internal readonly ref struct LookAlikeFinder(BrandView brands)
{
    private const int ExactScore = 90;
    private const int SwapScore = 40;
    private const int EmbeddedScore = 80;
    private const int OutlineScore = 55;
    private const int ShortOutlineScore = 45;
    private const int LureScore = 55;
    private const int SlipScore = 70;
    private const int MistakeScore = 50;
    private const int FewMistakesScore = 40;
    private const int SwapLengthMin = 5;
    private const int OutlineLengthMin = 5;
    private const int LongOutlineLengthMin = 7;
    private const int FarMax = 4;

    private readonly BrandView _brands = brands;

    /// <param name="name">Lower-case wire form.</param>
    /// <param name="registrableOffset">Where its registrable domain begins.</param>
    /// <param name="isOwned">The registrable domain is known and only what its customers put below it is in question.</param>
    public LookAlike Find(ReadOnlySpan<byte> name, int registrableOffset, bool isOwned)
    {
        LookAlike found = isOwned ? LookAlike.None : OfRegistrable(name[registrableOffset..]);
        return found.Score < ExactScore ? Stronger(found, OfLevels(name, registrableOffset)) : found;
    }

    /// <summary>All of a word, with mistakes. None when it is a word of its own.</summary>
    /// <param name="word">Folded, letter by letter or by pairs too.</param>
    public LookAlike OfWord(ReadOnlySpan<byte> word)
    {
        LabelHash hash = new(word);
        LookAlike found = LookAlike.None;
        return LureWords.Contains(hash.Part(0, word.Length)) ? found : WithMistakes(hash, default, word, word, found);
    }

    /// <summary>The brand of which nothing else is the label; -1: none.</summary>
    public int Whole(ulong hash)
    {
        ulong mixed = BrandView.Mix(hash);
        if (!_brands.MayHave(mixed))
        {
            return -1;
        }

        for (int entry = _brands.Next(mixed, -1); entry >= 0; entry = _brands.Next(mixed, entry))
        {
            if (_brands.IsWhole(entry))
            {
                return _brands.BrandOf(entry);
            }
        }

        return -1;
    }

    public bool IsWord(int brand) => _brands.IsWord(brand);

    public bool MayBegin(ulong hashOfFirst) => _brands.MayBegin(hashOfFirst);

    public static LookAlike Stronger(LookAlike one, LookAlike other) => other.Score > one.Score ? other : one;

    private LookAlike OfRegistrable(ReadOnlySpan<byte> domain)
    {
        Span<byte> plainRoom = stackalloc byte[LabelFold.LengthMax];
        Span<byte> foldedRoom = stackalloc byte[LabelFold.LengthMax];
        ReadOnlySpan<byte> plain = plainRoom[..LabelFold.FoldLetters(domain.Slice(1, domain[0]), plainRoom).Length];
        if (plain.Length is 0 or > BrandView.LabelLengthMax)
        {
            return LookAlike.None;
        }

        ReadOnlySpan<byte> folded = foldedRoom[..LabelFold.FoldPairs(plain, foldedRoom)];
        LookAlike found = OfLabel(domain, plain, folded);
        if (found.Score >= ExactScore)
        {
            return found;
        }

        LookAlikeParts parts = new(this, domain[1..].StartsWith("xn--"u8));
        found = Stronger(found, parts.Find(plain));
        return plain.Length != folded.Length ? Stronger(found, parts.Find(folded)) : found;
    }

    private LookAlike OfLabel(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> folded)
    {
        LabelHash hash = new(plain);
        LookAlike found = WithMistakes(hash, domain, plain, folded, LookAlike.None);
        if (plain.Length != folded.Length && found.Score < ExactScore)
        {
            LabelHash foldedHash = new(folded);
            found = WithMistakes(foldedHash, domain, plain, folded, found);
        }

        if (found.Score < OutlineScore)
        {
            found = Stronger(found, OfOutline(plain, domain));
        }

        return found.Score == 0 && plain.Length >= BrandView.SeedLengthMin - FarMax ? Far(hash, domain, plain, folded) : found;
    }

    // Nothing, one octet or two left out of it, and of the brand.
    private LookAlike WithMistakes(
        in LabelHash hash, ReadOnlySpan<byte> domain, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> folded, LookAlike found)
    {
        int length = hash.Length;
        found = Compare(hash.Part(0, length), domain, plain, folded, found);
        Span<ulong> once = stackalloc ulong[LabelHash.LengthMax];
        Span<ulong> gap = stackalloc ulong[LabelHash.LengthMax];
        once = once[..length];
        hash.Without(once, gap);
        foreach (ulong left in once)
        {
            found = Compare(left, domain, plain, folded, found);
        }

        for (int i = 0; i < length - 1 && BrandView.IsTwice(length) && found.Score < ExactScore; i++)
        {
            ulong before = gap[i];
            foreach (ulong behind in once[(i + 1)..])
            {
                ulong mixed = BrandView.Mix(unchecked(before + behind));
                if (_brands.MayHave(mixed))
                {
                    found = CompareAll(mixed, domain, plain, folded, found);
                }
            }
        }

        return found;
    }

    private LookAlike Compare(
        ulong hash, ReadOnlySpan<byte> domain, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> folded, LookAlike found)
    {
        ulong mixed = BrandView.Mix(hash);
        return _brands.MayHave(mixed) ? CompareAll(mixed, domain, plain, folded, found) : found;
    }

    private LookAlike CompareAll(
        ulong mixed, ReadOnlySpan<byte> domain, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> folded, LookAlike found)
    {
        for (int entry = _brands.Next(mixed, -1); entry >= 0; entry = _brands.Next(mixed, entry))
        {
            int brand = _brands.BrandOf(entry);
            if (brand != found.Brand)
            {
                found = Stronger(found, Measure(domain, plain, folded, brand));
            }
        }

        return found;
    }

    // Letters of one outline instead of others, however many.
    private LookAlike OfOutline(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> domain)
    {
        LookAlike found = OfOutline(plain, domain, joinsCl: false);
        bool hasCl = plain.IndexOf("cl"u8) >= 0 || plain.IndexOf("el"u8) >= 0;
        return found.Score > 0 || !hasCl ? found : OfOutline(plain, domain, joinsCl: true);
    }

    private LookAlike OfOutline(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> domain, bool joinsCl)
    {
        Span<byte> room = stackalloc byte[LabelFold.LengthMax];
        int length = LabelFold.Outline(plain, room, joinsCl);
        ulong mixed = BrandView.MixOutline(LabelHash.Of(room[..length]));
        int entry = length >= OutlineLengthMin && _brands.MayHave(mixed) ? _brands.Next(mixed, -1) : -1;
        if (entry < 0 || domain.Slice(1, domain[0]).SequenceEqual(_brands.Label(_brands.BrandOf(entry)))
            || LureWords.Contains(LabelHash.Of(plain)))
        {
            return LookAlike.None;
        }

        int score = length >= LongOutlineLengthMin ? OutlineScore : ShortOutlineScore;
        return new LookAlike(LookAlikeTechnique.Homoglyph, _brands.BrandOf(entry), 0, score);
    }

    // Three and four mistakes leave a piece of a long brand whole.
    private LookAlike Far(in LabelHash hash, ReadOnlySpan<byte> domain, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> folded)
    {
        LookAlike found = LookAlike.None;
        int last = -1;
        uint letters = BrandView.LettersOf(plain);
        for (int i = 0; i + BrandView.SeedLength <= plain.Length; i++)
        {
            ReadOnlySpan<uint> near = _brands.WithSeed(hash.Part(i, i + BrandView.SeedLength));
            for (int each = 0; each < near.Length; each += 2)
            {
                int brand = (int)near[each];
                if (brand != last && BrandView.MayBeNear(near[each + 1], letters, FarMax) && (uint)brand < (uint)_brands.Count
                    && Math.Abs(_brands.Plain(brand).Length - plain.Length) <= FarMax)
                {
                    found = Stronger(found, Measure(domain, plain, folded, brand));
                }

                last = brand;
            }
        }

        return found;
    }

    private LookAlike Measure(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> folded, int brand)
    {
        if (!domain.IsEmpty && domain.Slice(1, domain[0]).SequenceEqual(_brands.Label(brand)))
        {
            return domain[0] >= SwapLengthMin && !TopLabel.IsClosedCountry(TopLabel.Of(domain))
                ? new LookAlike(LookAlikeTechnique.SuffixSwap, brand, 0, SwapScore)
                : LookAlike.None;
        }

        // A pair of letters that looks like one is no mistake, and one letter of a pair is one, not two.
        int folds = EditDistance.Osa(_brands.Folded(brand), folded);
        int letters = folds == 0 ? 0 : EditDistance.Osa(_brands.Plain(brand), plain);
        int distance = Math.Min(folds, letters);
        if (distance == 0)
        {
            return new LookAlike(LookAlikeTechnique.Homoglyph, brand, 0, ExactScore);
        }

        // A word of its own is no mistake for another.
        if (LureWords.Contains(LabelHash.Of(plain)))
        {
            return LookAlike.None;
        }

        LookAlikeTechnique technique = letters <= folds
            ? MistakeNames.Of(_brands.Plain(brand), plain, distance)
            : MistakeNames.Of(_brands.Folded(brand), folded, distance);
        return new LookAlike(technique, brand, distance, ScoreOf(technique, distance, plain.Length, brand));
    }

    // A mistake is a word of its own in a short label, and the same word in a long one. Fingers leave out, double and swap
    // letters; another letter may be meant.
    private int ScoreOf(LookAlikeTechnique technique, int distance, int length, int brand)
    {
        bool isSlip = technique is LookAlikeTechnique.Omission or LookAlikeTechnique.Repetition
            or LookAlikeTechnique.Transposition or LookAlikeTechnique.Hyphenation or LookAlikeTechnique.Bitsquat;
        int brandLength = _brands.Plain(brand).Length;
        return (distance, Math.Min(length, brandLength)) switch
        {
            (1, >= 11) => SlipScore,
            (1, >= 9) when isSlip => SlipScore,
            (1, >= 5) => MistakeScore,
            (1, 4) when brandLength > 4 && isSlip => FewMistakesScore,
            (2, >= 11) => LureScore,
            (2, >= 9) => MistakeScore,
            (3, >= 11) => MistakeScore,
            (4, >= 13) => FewMistakesScore,
            _ => 0,
        };
    }

    // A brand's label, or its whole domain with dots or hyphens, below another's domain.
    private LookAlike OfLevels(ReadOnlySpan<byte> name, int registrableOffset)
    {
        LookAlike found = LookAlike.None;
        Span<byte> room = stackalloc byte[LabelFold.LengthMax];
        for (int offset = 0; offset < registrableOffset; offset += name[offset] + 1)
        {
            ReadOnlySpan<byte> label = name.Slice(offset + 1, name[offset]);
            int length = LabelFold.Fold(label, room).Length;
            if (length is < BrandView.LabelLengthMin or > BrandView.LabelLengthMax)
            {
                continue;
            }

            int brand = Whole(LabelHash.Of(room[..length]));
            bool isDomain = brand >= 0 && IsBelow(name, offset, registrableOffset, _brands.Name(brand));
            found = brand >= 0
                ? Stronger(found, new LookAlike(LookAlikeTechnique.LevelSquat, brand, 0, isDomain ? EmbeddedScore : SwapScore))
                : Stronger(found, new LookAlikeParts(this, isForeign: false).Find(room[..length]));
        }

        return found;
    }

    // paypal.com in paypal.com.example.net: the label that follows is the brand's own.
    private static bool IsBelow(ReadOnlySpan<byte> name, int offset, int registrableOffset, ReadOnlySpan<byte> brand)
    {
        int next = offset + name[offset] + 1;
        int suffix = brand[0] + 1;
        return next <= registrableOffset && name[next..].StartsWith(brand.Slice(suffix, brand[suffix] + 1));
    }
}
