namespace Telos.Core.Domains;

/// <summary>What the index knows of a name.</summary>
/// <param name="Reputation">0 (known bad) to 100 (known good); 50 says nothing.</param>
/// <param name="RankBits">The binary logarithm of its place among popular names, rounded up, plus 1; 0 without a place.</param>
/// <param name="SourceId">Which list said so: its number in the Sources section.</param>
public readonly record struct DomainRecord(
    DomainCategory Category, byte Reputation, DomainFlags Flags, byte RankBits, ushort SourceId);
