namespace Telos.Core.Policy;

public enum AddressKind
{
    Public,
    Private,
    Loopback,
    LinkLocal,
    Metadata,
    Multicast,
    Unspecified,
    Reserved,
}
