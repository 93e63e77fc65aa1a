namespace Telos.Core.Policy;

public enum AddressKind
{
    Public,
    Private,
    Shared,
    Loopback,
    LinkLocal,
    Metadata,
    Multicast,
    Unspecified,
    Documentation,
    Reserved,
}
