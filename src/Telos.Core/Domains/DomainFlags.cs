namespace Telos.Core.Domains;

/// <summary>Facts about a domain that count whatever it is for. The bits are in index files: they stay.</summary>
[Flags]
public enum DomainFlags : ushort
{
    None = 0,

    /// <summary>The record is about all names below it too.</summary>
    IncludesSubdomains = 1 << 0,

    /// <summary>Among the names that many people use: never a look-alike itself.</summary>
    Popular = 1 << 1,

    /// <summary>Look-alikes are compared with it.</summary>
    Brand = 1 << 2,
    Malware = 1 << 3,
    Phishing = 1 << 4,

    /// <summary>Anybody can put content below it.</summary>
    UserContent = 1 << 5,
    DynamicDns = 1 << 6,
    DisposableMail = 1 << 7,
    UrlShortener = 1 << 8,

    /// <summary>By the operator, whatever else is known.</summary>
    Blocked = 1 << 9,

    /// <summary>By the operator, unless it is blocked too.</summary>
    Allowed = 1 << 10,

    /// <summary>A brand whose label is, or begins, an everyday word: many names have it in them.</summary>
    Word = 1 << 11,
}
