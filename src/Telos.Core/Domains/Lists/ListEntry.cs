namespace Telos.Core.Domains.Lists;

/// <summary>What a line says of a name.</summary>
/// <param name="NameLength">Of the wire form.</param>
/// <param name="IsAllowed">It is an exception from what the others say.</param>
/// <param name="Category">Unknown, unless the line says it.</param>
/// <param name="Flags">That the line says itself.</param>
/// <param name="Rank">Its place among popular names; 0: none.</param>
/// <param name="Registered">The day of its registration, counted from 1970-01-01; 0: the line does not say it.</param>
public readonly record struct ListEntry(
    int NameLength, bool IsAllowed, DomainCategory Category, DomainFlags Flags, uint Rank, int Registered);
