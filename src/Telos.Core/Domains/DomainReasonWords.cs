namespace Telos.Core.Domains;

/// <summary>The words for reasons: one for programs, and a sentence for people.</summary>
public static class DomainReasonWords
{
    /// <summary>Each single reason, strongest first.</summary>
    public static IReadOnlyList<(DomainReasons Reason, string Code, string Sentence)> All { get; } =
    [
        (DomainReasons.Blocked, "blocked", "the operator blocked it"),
        (DomainReasons.Allowed, "allowed", "the operator allowed it"),
        (DomainReasons.Harmful, "harmful", "malware or phishing was found there"),
        (DomainReasons.BadLabel, "bad_label", "a label mixes scripts, or is one that no registry may accept"),
        (DomainReasons.LookAlike, "look_alike", "it imitates another name"),
        (DomainReasons.WayOut, "way_out", "it carries data out, or leads around this resolver"),
        (DomainReasons.OtherCategory, "other_category", "what it is for does not go with the intent"),
        (DomainReasons.WholeScript, "whole_script", "a label is all of a script that is not in use there"),
        (DomainReasons.OddLetters, "odd_letters", "letters in it pass for others, and are of no alphabet in use there"),
        (DomainReasons.Young, "young", "it was registered a month ago at most"),
        (DomainReasons.LowReputation, "low_reputation", "it has a low reputation"),
        (DomainReasons.Unknown, "unknown", "no list has it"),
        (DomainReasons.NoDomain, "no_domain", "it is a public suffix, not a domain"),
        (DomainReasons.GoodReputation, "good_reputation", "it has a good reputation"),
    ];

    public static string Of(LookAlikeTechnique technique) => technique switch
    {
        LookAlikeTechnique.SuffixSwap => "suffix_swap",
        LookAlikeTechnique.TypoCombosquat => "typo_combosquat",
        LookAlikeTechnique.LevelSquat => "level_squat",
        _ => technique.ToString().ToLowerInvariant(),
    };
}
