namespace Telos.Core.Domains.Indexes;

/// <summary>A list that names came from.</summary>
/// <param name="Licence">An SPDX expression, or what the list says of itself; empty: unknown.</param>
/// <param name="Date">Of the list, as yyyy-MM-dd.</param>
/// <param name="Names">How many names of it were taken.</param>
public sealed record DomainSource(ushort Id, string Name, string Licence, string Date, long Names);
