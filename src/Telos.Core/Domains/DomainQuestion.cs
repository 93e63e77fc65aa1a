namespace Telos.Core.Domains;

/// <summary>A name on its way through the pipeline, and what was found so far.</summary>
/// <param name="name">Lower-case wire form.</param>
/// <param name="wanted">Bit n: the intent has work for the category numbered n; 0: it says nothing about it.</param>
internal ref struct DomainQuestion(ReadOnlySpan<byte> name, ulong wanted)
{
    public readonly ReadOnlySpan<byte> Name = name;
    public readonly ulong Wanted = wanted;

    /// <summary>Where the registrable domain begins; -1 without one.</summary>
    public int RegistrableOffset = -1;

    /// <summary>Where the known name begins that the record is about; -1 without one.</summary>
    public int KnownOffset = -1;
    public DomainRecord Known;
    public LookAlike LookAlike = LookAlike.None;
    public DomainReasons Reasons;

    // A domain's age tells how long it is there, and nobody who uses it.
    public readonly bool IsKnown => KnownOffset >= 0 && !Known.IsAgeAlone && !Known.IsYoung;

    // Somebody's below a suffix that anybody gets a name under is not the suffix's owner.
    public readonly bool IsFamiliar => IsKnown && KnownOffset <= RegistrableOffset
        && (KnownOffset == 0 || (Known.Flags & DomainFlags.UserContent) == 0);

    public readonly DomainVerdict Verdict(int score) => new(score, Reasons, RegistrableOffset, KnownOffset, Known, LookAlike);
}
