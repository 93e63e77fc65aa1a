namespace Telos.Core.Domains;

/// <summary>What a verdict on a name goes by; each has a word and a share of the score.</summary>
[Flags]
public enum DomainReasons : ushort
{
    None = 0,

    /// <summary>It is the root or a public suffix: nobody's domain.</summary>
    NoDomain = 1 << 0,
    Blocked = 1 << 1,
    Allowed = 1 << 2,

    /// <summary>No list has it.</summary>
    Unknown = 1 << 3,
    LookAlike = 1 << 4,

    /// <summary>A label that no registry may accept, or that mixes scripts.</summary>
    BadLabel = 1 << 5,

    /// <summary>All of a script that is not in use below its top label.</summary>
    WholeScript = 1 << 6,

    /// <summary>What it is for does not go with the intent.</summary>
    OtherCategory = 1 << 7,

    /// <summary>Made to carry data out, or to lead around this resolver.</summary>
    WayOut = 1 << 8,

    /// <summary>Malware or phishing was there.</summary>
    Harmful = 1 << 9,
    LowReputation = 1 << 10,
    GoodReputation = 1 << 11,

    /// <summary>Letters that pass for others and are of no alphabet in daily use there.</summary>
    OddLetters = 1 << 12,

    /// <summary>Registered a month ago at most.</summary>
    Young = 1 << 13,
}
