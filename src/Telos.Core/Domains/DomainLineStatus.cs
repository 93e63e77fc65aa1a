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
}
