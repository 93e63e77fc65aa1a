using Telos.Core.Domains;

namespace Telos.Cli;

/// <summary>Why a text is no name, for people.</summary>
internal static class DomainFault
{
    public static string Of(DomainLineStatus status) => status switch
    {
        DomainLineStatus.Blank => "it is empty",
        DomainLineStatus.ByteNotAllowed => "a character is in it that no host's name has (of a URL give the host alone)",
        DomainLineStatus.EmptyLabel => "two dots have nothing between them",
        DomainLineStatus.LabelTooLong => "a label is longer than 63 octets",
        DomainLineStatus.NameTooLong => "it is longer than 255 octets",
        DomainLineStatus.AddressOnly => "it is an address",
        DomainLineStatus.LineTooLong => "the line is too long",
        DomainLineStatus.NotRecord => "it is no record of a zone",
        DomainLineStatus.BadField => "it has not the fields name,category,flags,rank or rank,name, or an unknown word",
        _ => "there is more than one word",
    };
}
