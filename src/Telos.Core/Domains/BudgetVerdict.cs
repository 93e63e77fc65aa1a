namespace Telos.Core.Domains;

/// <summary>Whether a query may leave, by what its name would tell the outside.</summary>
public enum BudgetVerdict
{
    Within,
    OverDomain,
    OverTotal,
}
