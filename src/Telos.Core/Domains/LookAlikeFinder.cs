using Telos.Core.Domains.Indexes;

namespace Telos.Core.Domains;

/// <summary>
/// Whether a name imitates a brand. Nothing that is popular or a brand itself should be asked: those are known first.
/// Allocates nothing.
/// </summary>
internal readonly ref struct LookAlikeFinder(BrandView brands)
{
    private readonly BrandView _brands = brands;

    private const int ExactScore = 90;
    private const int SwapScore = 40;
    private const int EmbeddedScore = 80;
    private const int LureScore = 55;
    private const int HookScore = 65;
    private const int WordScore = 45;
    private const int WeakScore = 35;
    private const int TypoLureScore = 62;
    private const int TypoLengthMin = 5;
    private const int WordLengthMin = 6;
    private const int FarMax = 4;

    /// <param name="name">Lower-case wire form.</param>
    /// <param name="registrableOffset">Where its registrable domain begins.</param>
    /// <param name="isOwned">The registrable domain is known and only what its customers put below it is in question.</param>
    public LookAlike Find(ReadOnlySpan<byte> name, int registrableOffset, bool isOwned)
    {
        Span<byte> room = stackalloc byte[LabelFold.LengthMax];
        ReadOnlySpan<byte> label = name.Slice(registrableOffset + 1, name[registrableOffset]);
        int length = isOwned ? 0 : LabelFold.Fold(label, room).Length;
        if (length is 0 or > 63)
        {
            return OfLevels(name, registrableOffset);
        }

        ReadOnlySpan<byte> folded = room[..length];
        LookAlike found = OfLabel(label, folded);
        if (found.Score < ExactScore)
        {
            found = Stronger(found, OfParts(folded));
            found = Stronger(found, OfLevels(name, registrableOffset));
        }

        return found;
    }

    private static LookAlike Stronger(LookAlike one, LookAlike other) => other.Score > one.Score ? other : one;

    // All of the label, with up to two mistakes.
    private LookAlike OfLabel(ReadOnlySpan<byte> label, ReadOnlySpan<byte> folded)
    {
        LabelHash hash = new(folded);
        bool isTwice = BrandView.IsTwice(folded.Length);
        LookAlike found = Compare(hash.Part(0, folded.Length), label, folded, LookAlike.None);
        for (int i = 0; i < folded.Length && found.Score < ExactScore; i++)
        {
            found = Compare(hash.Without(i), label, folded, found);
            for (int j = i + 1; j < folded.Length && isTwice; j++)
            {
                found = Compare(hash.Without(i, j), label, folded, found);
            }
        }

        return found.Score == 0 && folded.Length >= BrandView.SeedLengthMin - FarMax ? Far(hash, label, folded) : found;
    }

    // Three and four mistakes leave a piece of a long brand whole.
    private LookAlike Far(in LabelHash hash, ReadOnlySpan<byte> label, ReadOnlySpan<byte> folded)
    {
        LookAlike found = LookAlike.None;
        int last = -1;
        for (int i = 0; i + BrandView.SeedLength <= folded.Length; i++)
        {
            foreach (int brand in _brands.WithSeed(hash.Part(i, i + BrandView.SeedLength)))
            {
                if (brand != last && Math.Abs(_brands.Folded(brand).Length - folded.Length) <= FarMax)
                {
                    found = Stronger(found, Measure(label, folded, brand));
                }

                last = brand;
            }
        }

        return found;
    }

    private LookAlike Compare(ulong hash, ReadOnlySpan<byte> label, ReadOnlySpan<byte> folded, LookAlike found)
    {
        ulong mixed = BrandView.Mix(hash);
        if (!_brands.MayHave(mixed))
        {
            return found;
        }

        for (int entry = _brands.Next(mixed, -1); entry >= 0; entry = _brands.Next(mixed, entry))
        {
            int brand = _brands.BrandOf(entry);
            if (brand != found.Brand)
            {
                found = Stronger(found, Measure(label, folded, brand));
            }
        }

        return found;
    }

    private LookAlike Measure(ReadOnlySpan<byte> label, ReadOnlySpan<byte> folded, int brand)
    {
        if (label.SequenceEqual(_brands.Label(brand)))
        {
            return label.Length >= TypoLengthMin
                ? new LookAlike(LookAlikeTechnique.SuffixSwap, brand, 0, SwapScore)
                : LookAlike.None;
        }

        // A word of its own is no mistake for another.
        int distance = EditDistance.Osa(_brands.Folded(brand), folded);
        return distance == 0 ? new LookAlike(LookAlikeTechnique.Homoglyph, brand, 0, ExactScore)
            : LureWords.Contains(LabelHash.Of(folded)) ? LookAlike.None
            : new LookAlike(MistakeNames.Of(_brands.Folded(brand), folded, distance), brand, distance,
                ScoreOf(distance, Math.Min(folded.Length, _brands.Folded(brand).Length)));
    }

    // A mistake is a word of its own in a short label, and the same word in a long one.
    private static int ScoreOf(int distance, int length) => (distance, length) switch
    {
        (1, >= 9) => 70,
        (1, >= 5) => 50,
        (1, 4) => 35,
        (2, >= 11) => 65,
        (2, >= 9) => 50,
        (2, >= 7) => 40,
        (3, >= 12) => 55,
        (4, >= 15) => 50,
        _ => 0,
    };

    // The brand anywhere in the label, and a mistake in one of its words.
    private LookAlike OfParts(ReadOnlySpan<byte> folded)
    {
        LabelHash hash = new(folded);
        LookAlike found = LookAlike.None;
        for (int start = 0; start + BrandView.LabelLengthMin <= folded.Length && found.Score < HookScore; start++)
        {
            if (!_brands.MayBegin(hash.Part(start, start + BrandView.LabelLengthMin)))
            {
                continue;
            }

            for (int end = start + BrandView.LabelLengthMin; end <= folded.Length; end++)
            {
                int brand = Whole(hash.Part(start, end));
                if (brand >= 0 && end - start < folded.Length)
                {
                    found = Stronger(found, Combined(hash, folded, start, end, brand));
                }
            }
        }

        return found.Score >= LureScore ? found : Stronger(found, OfWords(hash, folded));
    }

    private int Whole(ulong hash)
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

    private static LookAlike Combined(in LabelHash hash, ReadOnlySpan<byte> folded, int start, int end, int brand)
    {
        if (folded.Length - (end - start) <= 1)
        {
            return LookAlike.None;
        }

        bool isLure = IsLure(hash, folded, 0, start) && IsLure(hash, folded, end, folded.Length);
        bool isWord = (start == 0 || folded[start - 1] == '-') && (end == folded.Length || folded[end] == '-');
        int score = isLure && HasHook(hash, folded, start, end) ? HookScore
            : isLure ? LureScore
            : isWord || end - start >= WordLengthMin ? WordScore
            : 0;
        return score == 0 ? LookAlike.None : new LookAlike(LookAlikeTechnique.Combosquat, brand, 0, score);
    }

    private static bool HasHook(in LabelHash hash, ReadOnlySpan<byte> folded, int start, int end)
    {
        for (int from = 0; from < folded.Length; from = from + 1 == start ? end : from + 1)
        {
            int limit = from < start ? start : folded.Length;
            for (int to = from + LureWords.HookLengthMin; from != start && to <= limit; to++)
            {
                if (LureWords.IsHook(hash.Part(from, to)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // One or two words of lure, hyphens aside; nothing at all is none that speaks against it.
    private static bool IsLure(in LabelHash hash, ReadOnlySpan<byte> folded, int start, int end)
    {
        while (start < end && IsFiller(folded[start]))
        {
            start++;
        }

        while (end > start && IsFiller(folded[end - 1]))
        {
            end--;
        }

        if (end - start <= 1 || LureWords.Contains(hash.Part(start, end)))
        {
            return true;
        }

        for (int middle = start + LureWords.LengthMin; middle <= end - LureWords.LengthMin; middle++)
        {
            int next = folded[middle] == '-' ? middle + 1 : middle;
            if (LureWords.Contains(hash.Part(start, middle)) && LureWords.Contains(hash.Part(next, end)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFiller(byte value) => value == '-' || char.IsAsciiDigit((char)value);

    // What is left of a lure at either end, or between hyphens, may be a brand with a mistake.
    private LookAlike OfWords(in LabelHash hash, ReadOnlySpan<byte> folded)
    {
        LookAlike found = LookAlike.None;
        int word = 0;
        for (int i = 0; i <= folded.Length; i++)
        {
            if (i == folded.Length || folded[i] == '-')
            {
                bool isPart = i - word < folded.Length;
                found = isPart ? Stronger(found, Mistaken(folded[word..i])) : found;
                word = i + 1;
            }
        }

        for (int cut = TypoLengthMin; cut < folded.Length - 1; cut++)
        {
            bool isTail = LureWords.Contains(hash.Part(cut, folded.Length));
            found = isTail ? Stronger(found, Mistaken(folded[..cut])) : found;
        }

        for (int cut = LureWords.LengthMin; cut <= folded.Length - TypoLengthMin; cut++)
        {
            bool isHead = LureWords.Contains(hash.Part(0, cut));
            found = isHead ? Stronger(found, Mistaken(folded[cut..])) : found;
        }

        return found;
    }

    private LookAlike Mistaken(ReadOnlySpan<byte> word)
    {
        if (word.Length < TypoLengthMin)
        {
            return LookAlike.None;
        }

        LookAlike found = OfLabel(word, word);
        int score = found.Distance == 0 && found.Brand >= 0 ? WordScore
            : found.Score >= HookScore ? TypoLureScore
            : found.Score >= 50 ? WordScore
            : found.Score >= 40 ? WeakScore
            : 0;
        return score == 0 ? LookAlike.None
            : found with { Technique = LookAlikeTechnique.TypoCombosquat, Score = score };
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
            if (length is < BrandView.LabelLengthMin or > 63)
            {
                continue;
            }

            int brand = Whole(LabelHash.Of(room[..length]));
            bool isDomain = brand >= 0 && IsBelow(name, offset, registrableOffset, _brands.Name(brand));
            found = brand >= 0
                ? Stronger(found, new LookAlike(LookAlikeTechnique.LevelSquat, brand, 0, isDomain ? EmbeddedScore : SwapScore))
                : Stronger(found, OfParts(room[..length]) with { Technique = LookAlikeTechnique.LevelSquat });
        }

        return found.Brand < 0 ? LookAlike.None : found;
    }

    // paypal.com in paypal.com.example.net: the label that follows is the brand's own.
    private static bool IsBelow(ReadOnlySpan<byte> name, int offset, int registrableOffset, ReadOnlySpan<byte> brand)
    {
        int next = offset + name[offset] + 1;
        int suffix = brand[0] + 1;
        return next <= registrableOffset && name[next..].StartsWith(brand.Slice(suffix, brand[suffix] + 1));
    }
}
