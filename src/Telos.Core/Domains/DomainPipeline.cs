using Telos.Core.Domains.Indexes;
using Telos.Core.Pipelines;

namespace Telos.Core.Domains;

/// <summary>
/// Judges names: L0 the registrable domain, L1 what is known of it, L2 whom it imitates, L3 whether what it is for goes
/// with the intent, L4 reputation. That nothing is known of a name is no reason to refuse it here; a name still needs an
/// intent that grants it. Allocates nothing; one thread at a time.
/// </summary>
/// <param name="index">What it goes by.</param>
/// <param name="packages">What names of one label are compared with; null: they are nobody's imitation, as hosts' names.</param>
[Pipeline]
public sealed partial class DomainPipeline(DomainIndex index, Lazy<PackageNames>? packages = null)
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
    private const int YoungScore = 30;
    private const int LowReputation = 50;
    private const int GoodReputation = 70;

    private readonly VerdictCache _remembered = new();

    /// <summary>What it goes by.</summary>
    public DomainIndex Index { get; } = index;

    /// <summary>The domain, or the package, that the name imitates; empty: none.</summary>
    public string ImitatedBy(in DomainVerdict verdict) => verdict.LookAlike.Brand < 0 ? ""
        : verdict.RegistrableOffset < 0 ? packages!.Value.Name(verdict.LookAlike.Brand)
        : Index.BrandName(verdict.LookAlike.Brand);

    /// <summary>How many verdicts were remembered ones.</summary>
    public long Remembered { get; private set; }

    /// <param name="name">Lower-case wire form.</param>
    /// <param name="wanted">Bit n: the intent has work for the category numbered n. None: it says nothing about it.</param>
    public DomainVerdict Judge(ReadOnlySpan<byte> name, ulong wanted)
    {
        ulong key = _remembered.KeyOf(name, wanted);
        ref readonly VerdictCache.Entry remembered = ref _remembered.At(key);
        if (remembered.Key == key)
        {
            Remembered++;
            return remembered.Verdict;
        }

        DomainQuestion question = new(name, wanted);
        RunStages(ref question);
        GC.KeepAlive(Index);
        DomainVerdict verdict = question.Verdict(Sum(question.Reasons, question.LookAlike));
        _remembered.Set(key, verdict);
        return verdict;
    }

    [Stage(0, "domain")]
    private StageOutcome FindDomain(ref DomainQuestion question)
    {
        question.RegistrableOffset = Index.Suffixes.FindRegistrable(question.Name, SuffixSections.IcannAndPrivate);
        question.Reasons |= question.RegistrableOffset < 0 ? DomainReasons.NoDomain : DomainReasons.None;
        return StageOutcome.Next;
    }

    // The operator's word on a name is the last one.
    [Stage(1, "known")]
    private StageOutcome FindKnown(ref DomainQuestion question)
    {
        question.Known = Index.Find(question.Name, out int offset);
        question.KnownOffset = offset;
        DomainFlags flags = question.Known.Flags;
        question.Reasons |= (flags & DomainFlags.Blocked) != 0 ? DomainReasons.Blocked : DomainReasons.None;
        question.Reasons |= (flags & DomainFlags.Allowed) != 0 ? DomainReasons.Allowed : DomainReasons.None;
        return (flags & (DomainFlags.Blocked | DomainFlags.Allowed)) != 0 ? StageOutcome.Done : StageOutcome.Next;
    }

    // What many use is nobody's imitation.
    [Stage(2, "look-alike")]
    private StageOutcome FindLookAlike(ref DomainQuestion question)
    {
        if (question.IsFamiliar)
        {
            return StageOutcome.Next;
        }

        if (question.RegistrableOffset >= 0)
        {
            bool isOwned = question.IsKnown && question.KnownOffset == question.RegistrableOffset;
            question.Reasons |= question.KnownOffset < 0 || question.Known.IsAgeAlone
                ? DomainReasons.Unknown
                : DomainReasons.None;
            question.Reasons |= LabelReasons(question.Name);
            question.LookAlike = new LookAlikeFinder(new BrandView(Index)).Find(
                question.Name, question.RegistrableOffset, isOwned);
        }
        else if (question.KnownOffset < 0 && packages is not null)
        {
            question.LookAlike = packages.Value.Find(question.Name);
        }

        question.Reasons |= question.LookAlike.Score > 0 ? DomainReasons.LookAlike : DomainReasons.None;
        return StageOutcome.Next;
    }

    [Stage(3, "category")]
    private static StageOutcome CompareCategory(ref DomainQuestion question)
    {
        if (question.KnownOffset < 0)
        {
            return StageOutcome.Done;
        }

        DomainCategory category = question.Known.Category;
        bool isNeutral = category is DomainCategory.Unknown or DomainCategory.Cdn or DomainCategory.Cloud;
        bool isOther = question.Wanted != 0 && !isNeutral && (question.Wanted >> (int)category & 1) == 0;
        question.Reasons |= isOther ? DomainReasons.OtherCategory : DomainReasons.None;
        return StageOutcome.Next;
    }

    [Stage(4, "reputation")]
    private static StageOutcome WeighReputation(ref DomainQuestion question)
    {
        DomainRecord known = question.Known;
        bool isHarmful = (known.Flags & (DomainFlags.Malware | DomainFlags.Phishing)) != 0;
        bool isLow = known.Reputation < LowReputation || (known.Flags & DomainFlags.DynamicDns) != 0;
        bool isWayOut = known.Category is DomainCategory.Paste or DomainCategory.Exfiltration or DomainCategory.Tunnel
            or DomainCategory.Resolver;
        bool isGood = !isWayOut && known.Reputation >= GoodReputation && question.IsFamiliar;
        question.Reasons |= (isHarmful ? DomainReasons.Harmful : DomainReasons.None)
            | (isWayOut ? DomainReasons.WayOut : DomainReasons.None)
            | (isGood ? DomainReasons.GoodReputation : DomainReasons.None)
            | (known.IsYoung ? DomainReasons.Young : DomainReasons.None)
            | (isLow ? DomainReasons.LowReputation : DomainReasons.None);
        return StageOutcome.Done;
    }

    private static DomainReasons LabelReasons(ReadOnlySpan<byte> name)
    {
        DomainReasons reasons = DomainReasons.None;
        Span<byte> folded = stackalloc byte[LabelFold.LengthMax];
        ReadOnlySpan<byte> top = TopLabel.Of(name);
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

        bool isCountry = TopLabel.IsCountry(top);
        bool isOdd = (flags & FoldFlags.Odd) != 0 || (!isCountry && (flags & FoldFlags.Local) != 0);
        bool isOther = isCountry
            ? (flags & FoldFlags.WholeScript) != 0 && !TopLabel.IsOfOtherScript(top)
            : (flags & FoldFlags.OtherScript) != 0 && !top.StartsWith("xn--"u8);
        return (isOdd ? DomainReasons.OddLetters : DomainReasons.None)
            | (isOther ? DomainReasons.WholeScript : DomainReasons.None);
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
            + Share(reasons, DomainReasons.Young, YoungScore)
            + Share(reasons, DomainReasons.LowReputation, LowScore)
            + Share(reasons, DomainReasons.GoodReputation, GoodScore);
        return Math.Max(0, score);
    }

    private static int Share(DomainReasons reasons, DomainReasons reason, int score) => (reasons & reason) != 0 ? score : 0;
}
