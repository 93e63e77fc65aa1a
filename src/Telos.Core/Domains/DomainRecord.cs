namespace Telos.Core.Domains;

/// <summary>What the index knows of a name.</summary>
/// <param name="Reputation">0 (known bad) to 100 (known good); 50 says nothing.</param>
/// <param name="RankBits">The binary logarithm of its place among popular names, rounded up, plus 1; 0 without a place.</param>
/// <param name="Age">How long it had been registered when that was written down (<see cref="DomainAge"/>).</param>
/// <param name="SourceId">Which list said so: its number in the Sources section.</param>
public readonly record struct DomainRecord(
    DomainCategory Category, byte Reputation, DomainFlags Flags, byte RankBits, DomainAge Age, ushort SourceId)
{
    /// <summary>Whether no more than its age is known, which speaks for nobody.</summary>
    public bool IsAgeAlone =>
        Age.IsKnown && Category == DomainCategory.Unknown && Flags == DomainFlags.None && RankBits == 0;

    /// <summary>Whether it is new, and not yet among the names that many use.</summary>
    public bool IsYoung => Age.IsYoung && RankBits == 0;
}
