using Telos.Core.Domains.Indexes;

namespace Telos.Core.Domains;

/// <summary>Whether part of a label is a brand, or a brand with a mistake, and what the rest of it is.</summary>
/// <param name="isForeign">Of an A-label: nobody has an everyday word in other letters by accident.</param>
internal readonly ref struct LookAlikeParts(LookAlikeFinder finder, bool isForeign)
{
    private const int LureScore = 55;
    private const int HookScore = 65;
    private const int WordScore = 45;
    private const int TypoLureScore = 62;
    private const int TypoLengthMin = 5;
    private const int LongWordLengthMin = 6;

    /// <summary>Of a mistake in a word between hyphens, where nothing else speaks against it.</summary>
    private const int TypoWordLengthMin = 7;

    private readonly LookAlikeFinder _finder = finder;
    private readonly bool _isForeign = isForeign;

    /// <param name="label">Folded; 63 octets at most.</param>
    public LookAlike Find(ReadOnlySpan<byte> label)
    {
        LabelHash hash = new(label);
        LookAlike found = LookAlike.None;
        for (int start = 0; start + BrandView.LabelLengthMin <= label.Length && found.Score < HookScore; start++)
        {
            if (!_finder.MayBegin(hash.Part(start, start + BrandView.LabelLengthMin)))
            {
                continue;
            }

            for (int end = start + BrandView.LabelLengthMin; end <= label.Length; end++)
            {
                int brand = end - start < label.Length ? _finder.Whole(hash.Part(start, end)) : -1;
                if (brand >= 0)
                {
                    found = LookAlikeFinder.Stronger(found, Combined(hash, label, start, end, brand));
                }
            }
        }

        return found.Score >= LureScore ? found : LookAlikeFinder.Stronger(found, OfWords(hash, label));
    }

    private LookAlike Combined(in LabelHash hash, ReadOnlySpan<byte> label, int start, int end, int brand)
    {
        if (label.Length - (end - start) <= 1)
        {
            return LookAlike.None;
        }

        bool isLure = IsLure(hash, label, 0, start) && IsLure(hash, label, end, label.Length);
        bool isWord = (start == 0 || label[start - 1] == '-') && (end == label.Length || label[end] == '-');
        bool isEveryday = _finder.IsWord(brand) && !_isForeign;
        int score = isLure && !isEveryday && HasHook(hash, start, end) ? HookScore
            : isLure ? LureScore
            : !isEveryday && (isWord || (start == 0 && end - start >= LongWordLengthMin)) ? WordScore
            : 0;
        return score == 0 ? LookAlike.None : new LookAlike(LookAlikeTechnique.Combosquat, brand, 0, score);
    }

    private static bool HasHook(in LabelHash hash, int start, int end)
    {
        for (int from = 0; from < hash.Length; from = from + 1 == start ? end : from + 1)
        {
            int limit = from < start ? start : hash.Length;
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

    // Nothing but words of lure, hyphens and digits; nothing at all is none that speaks against it.
    private static bool IsLure(in LabelHash hash, ReadOnlySpan<byte> label, int start, int end)
    {
        if (end - start <= 1)
        {
            return true;
        }

        // Bit n: words end n octets after the start.
        ulong ends = 1;
        for (int at = start; at < end; at++)
        {
            if ((ends >> (at - start) & 1) == 0)
            {
                continue;
            }

            ends |= IsFiller(label[at]) ? 1UL << (at + 1 - start) : 0;
            int last = Math.Min(end, at + LureWords.LengthMax);
            for (int to = at + LureWords.LengthMin; to <= last; to++)
            {
                ends |= LureWords.Contains(hash.Part(at, to)) ? 1UL << (to - start) : 0;
            }
        }

        return (ends >> (end - start) & 1) != 0;
    }

    private static bool IsFiller(byte value) => value == '-' || char.IsAsciiDigit((char)value);

    // What is left of lures at both ends, or between hyphens, may be a brand with a mistake.
    private LookAlike OfWords(in LabelHash hash, ReadOnlySpan<byte> label)
    {
        LookAlike found = LookAlike.None;
        int word = 0;
        for (int i = 0; i <= label.Length; i++)
        {
            if (i == label.Length || label[i] == '-')
            {
                bool isPart = i - word < label.Length && i - word >= TypoWordLengthMin;
                found = isPart ? LookAlikeFinder.Stronger(found, Mistaken(label[word..i])) : found;
                word = i + 1;
            }
        }

        for (int start = 0; start + TypoLengthMin <= label.Length; start++)
        {
            bool isHead = start == 0 || (start >= LureWords.LengthMin && LureWords.Contains(hash.Part(0, start)));
            for (int end = label.Length; isHead && end - start >= TypoLengthMin; end--)
            {
                bool isTail = end == label.Length
                    ? start > 0
                    : label.Length - end >= LureWords.LengthMin && LureWords.Contains(hash.Part(end, label.Length));
                found = isTail ? LookAlikeFinder.Stronger(found, Mistaken(label[start..end].Trim((byte)'-'))) : found;
            }
        }

        return found;
    }

    private LookAlike Mistaken(ReadOnlySpan<byte> word)
    {
        if (word.Length < TypoLengthMin)
        {
            return LookAlike.None;
        }

        // The brand itself was looked for before; here it looks like it.
        LookAlike found = _finder.OfWord(word);
        int score = found.Brand < 0 || _finder.IsWord(found.Brand) || found.Distance == 0 ? 0
            : found.Score >= HookScore ? TypoLureScore
            : found.Score >= 50 && word.Length >= TypoWordLengthMin - 1 ? WordScore
            : 0;
        return score == 0 ? LookAlike.None : found with { Technique = LookAlikeTechnique.TypoCombosquat, Score = score };
    }
}
