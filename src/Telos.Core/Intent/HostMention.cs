using Telos.Core.Policy;

namespace Telos.Core.Intent;

/// <summary>
/// A host that the text names, with the port if one was given (0 if not). Fault is why the address cannot be
/// taken as written, or empty.
/// </summary>
public sealed record HostMention(
    string Host, ushort Port, Transport Transport, string Scheme, string Fault, bool Negated, bool Exclusive);
