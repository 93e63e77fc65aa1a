using Telos.Core.Domains.Indexes;

namespace Telos.Core.Domains;

/// <summary>
/// Judges names: L0 the registrable domain, L1 what is known of it, L2 whom it imitates, L3 whether what it is for goes
/// with the intent, L4 reputation. That nothing is known of a name is no reason to refuse it here; a name still needs an
/// intent that grants it. Allocates nothing; any number of threads.
/// </summary>
public sealed class DomainJudge(DomainIndex index)
{
    private const int UnknownScore = 25;
    private const int OtherCategoryScore = 40;
    private const int WayOutScore = 50;
    private const int LowScore = 20;
    private const int GoodScore = -30;
    private const int HarmfulScore = 100;
    private const int BadLabelScore = 70;
    private const int WholeScriptScore = 30;
    private const int OddLettersScore = 30;
    private const int LowReputation = 50;
    private const int GoodReputation = 70;

    /// <summary>What it goes by.</summary>
    public DomainIndex Index { get; } = index;

    /// <param name="name">Lower-case wire form.</param>
    /// <param name="wanted">Bit n: the intent has work for the category numbered n. None: it says nothing about it.</param>
    public DomainVerdict Judge(ReadOnlySpan<byte> name, ulong wanted)
    {
        int registrable = Index.Suffixes.FindRegistrable(name, SuffixSections.IcannAndPrivate);
        DomainRecord known = Index.Find(name, out int knownOffset);
        LookAlike imitated = LookAlike.None;
        DomainReasons reasons = DomainReasons.None;
        if (registrable < 0)
        {
            reasons |= DomainReasons.NoDomain;
        }
        else if (!IsFamiliar(known, knownOffset, registrable))
        {
            reasons |= knownOffset < 0 ? DomainReasons.Unknown : DomainReasons.None;
            reasons |= LabelReasons(name);
            imitated = new LookAlikeFinder(new BrandView(Index)).Find(name, registrable, isOwned: knownOffset == registrable);
            reasons |= imitated.Score > 0 ? DomainReasons.LookAlike : DomainReasons.None;
        }

        reasons |= CategoryReasons(known, knownOffset, wanted)
            | FlagReasons(known, knownOffset, IsFamiliar(known, knownOffset, registrable));
        GC.KeepAlive(Index);
        return new DomainVerdict(Sum(reasons, imitated), reasons, registrable, knownOffset, known, imitated);
    }

    // Somebody's below a suffix that anybody gets a name under is not the suffix's owner.
    private static bool IsFamiliar(in DomainRecord known, int knownOffset, int registrable) =>
        knownOffset >= 0 && knownOffset <= registrable && (knownOffset == 0 || (known.Flags & DomainFlags.UserContent) == 0);

    private static DomainReasons LabelReasons(ReadOnlySpan<byte> name)
    {
        DomainReasons reasons = DomainReasons.None;
        Span<byte> folded = stackalloc byte[LabelFold.LengthMax];
        ReadOnlySpan<byte> top = TopLabel(name);
        for (int offset = 0; name[offset] != 0; offset += name[offset] + 1)
        {
            ReadOnlySpan<byte> label = name.Slice(offset + 1, name[offset]);
            bool isTop = name[offset + name[offset] + 1] == 0;
            if (!isTop && label.StartsWith("xn--"u8))
            {
                reasons |= ReasonsOf(LabelFold.Fold(label, folded).Flags, top);
            }
        }

        return reasons;
    }

    // Below a country's top label its letters are what they are, and below one of its own script every word is.
    private static DomainReasons ReasonsOf(FoldFlags flags, ReadOnlySpan<byte> top)
    {
        if ((flags & (FoldFlags.Invalid | FoldFlags.MixedScript)) != 0)
        {
            return DomainReasons.BadLabel;
        }

        bool isCountry = top.Length == 2;
        bool isOdd = (flags & FoldFlags.Odd) != 0 || (!isCountry && (flags & FoldFlags.Local) != 0);
        bool isOther = isCountry
            ? (flags & FoldFlags.WholeScript) != 0 && !HasScriptOfItsOwn(top)
            : (flags & FoldFlags.OtherScript) != 0 && !top.StartsWith("xn--"u8);
        return (isOdd ? DomainReasons.OddLetters : DomainReasons.None)
            | (isOther ? DomainReasons.WholeScript : DomainReasons.None);
    }

    // Countries that write Cyrillic, Greek, Armenian, Georgian, Hebrew, Ethiopic, Burmese: scripts with letters that look Latin.
    private static bool HasScriptOfItsOwn(ReadOnlySpan<byte> country)
    {
        ReadOnlySpan<byte> countries = "ru su ua by bg kz kg mk mn rs me ba tj uz gr cy am ge il et mm "u8;
        int at = countries.IndexOf(country);
        return at >= 0 && at % 3 == 0;
    }

    private static ReadOnlySpan<byte> TopLabel(ReadOnlySpan<byte> name)
    {
        int offset = 0;
        int top = 0;
        while (name[offset] != 0)
        {
            top = offset;
            offset += name[offset] + 1;
        }

        return name.Slice(top + 1, name[top]);
    }

    private static DomainReasons CategoryReasons(in DomainRecord known, int knownOffset, ulong wanted)
    {
        bool isNeutral = known.Category is DomainCategory.Unknown or DomainCategory.Cdn or DomainCategory.Cloud;
        return knownOffset >= 0 && wanted != 0 && !isNeutral && (wanted >> (int)known.Category & 1) == 0
            ? DomainReasons.OtherCategory
            : DomainReasons.None;
    }

    private static DomainReasons FlagReasons(in DomainRecord known, int knownOffset, bool isFamiliar)
    {
        if (knownOffset < 0)
        {
            return DomainReasons.None;
        }

        DomainReasons reasons = (known.Flags & DomainFlags.Blocked) != 0 ? DomainReasons.Blocked : DomainReasons.None;
        reasons |= (known.Flags & DomainFlags.Allowed) != 0 ? DomainReasons.Allowed : DomainReasons.None;
        reasons |= (known.Flags & (DomainFlags.Malware | DomainFlags.Phishing)) != 0 ? DomainReasons.Harmful : DomainReasons.None;
        reasons |= known.Category is DomainCategory.Paste or DomainCategory.Exfiltration or DomainCategory.Tunnel
            or DomainCategory.Resolver
            ? DomainReasons.WayOut
            : known.Reputation >= GoodReputation && isFamiliar ? DomainReasons.GoodReputation
            : DomainReasons.None;
        bool isLow = known.Reputation < LowReputation || (known.Flags & DomainFlags.DynamicDns) != 0;
        return reasons | (isLow ? DomainReasons.LowReputation : DomainReasons.None);
    }

    private static int Sum(DomainReasons reasons, LookAlike imitated)
    {
        if ((reasons & DomainReasons.Blocked) != 0)
        {
            return HarmfulScore;
        }

        if ((reasons & DomainReasons.Allowed) != 0)
        {
            return 0;
        }

        // An unknown name's share is in the weight of what it imitates already.
        int score = imitated.Score > 0 ? imitated.Score
            : (reasons & DomainReasons.Unknown) != 0 ? UnknownScore
            : 0;
        score += Share(reasons, DomainReasons.BadLabel, BadLabelScore)
            + Share(reasons, DomainReasons.WholeScript, WholeScriptScore)
            + Share(reasons, DomainReasons.OddLetters, OddLettersScore)
            + Share(reasons, DomainReasons.OtherCategory, OtherCategoryScore)
            + Share(reasons, DomainReasons.WayOut, WayOutScore)
            + Share(reasons, DomainReasons.Harmful, HarmfulScore)
            + Share(reasons, DomainReasons.LowReputation, LowScore)
            + Share(reasons, DomainReasons.GoodReputation, GoodScore);
        return Math.Max(0, score);
    }

    private static int Share(DomainReasons reasons, DomainReasons reason, int score) => (reasons & reason) != 0 ? score : 0;
}
