namespace Telos.Core.Domains;

/// <summary>Which of the list's rules count. With the private ones, each customer of a hoster has a domain of its own.</summary>
public enum SuffixSections
{
    Icann,
    IcannAndPrivate,
}
