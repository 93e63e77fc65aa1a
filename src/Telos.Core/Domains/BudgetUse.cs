namespace Telos.Core.Domains;

/// <summary>Why a query was or would be refused, for people.</summary>
/// <param name="DomainOffset">Where in the name the registrable domain begins; 0 for a name without one.</param>
/// <param name="QueryBits">What the query would add below that domain.</param>
/// <param name="DomainBits">What left below that domain, less what time has forgiven.</param>
/// <param name="TotalBits">The same for all domains.</param>
public readonly record struct BudgetUse(int DomainOffset, int QueryBits, int DomainBits, int TotalBits);
