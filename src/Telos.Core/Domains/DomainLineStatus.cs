namespace Telos.Core.Domains;

/// <summary>What a line of a list of domains is: a name, nothing, or why it is neither.</summary>
public enum DomainLineStatus
{
    Name,
    Blank,
    ByteNotAllowed,
    EmptyLabel,
    LabelTooLong,
    NameTooLong,
    AddressOnly,
    TooManyWords,
    LineTooLong,

    /// <summary>What such lists may say and is no name to deny or allow, such as a rule about parts of pages.</summary>
    OtherRule,

    /// <summary>A zone's line that is no record.</summary>
    NotRecord,

    /// <summary>A table's line with the wrong number of fields, or a field with no known word.</summary>
    BadField,
}
