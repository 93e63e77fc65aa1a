using Telos.Core.Policy;

namespace Telos.Core.Dns;

/// <summary>
/// Which addresses may stand in an answer (A, AAAA, and the hints of SVCB and HTTPS). Whoever owns a name chooses its
/// addresses after the name was judged, and a later answer may differ from the first: only an address out in the world
/// is passed on. Fails closed: what no registry knows to be global is stopped.
/// </summary>
public static class RebindingFilter
{
    /// <param name="address">4 or 16 bytes in network order, as in RDATA; any other length is stopped.</param>
    /// <param name="kind">What the address, or the IPv4 address within it, is reserved for.</param>
    public static bool Passes(ReadOnlySpan<byte> address, out AddressKind kind)
    {
        kind = AddressKinds.Of(address);
        return AddressKinds.ObjectionByName(kind).Length == 0;
    }
}
