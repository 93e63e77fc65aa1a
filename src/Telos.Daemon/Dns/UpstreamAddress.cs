using System.Net;

namespace Telos.Daemon.Dns;

/// <param name="TlsName">The name in the server's certificate. Null is plain TCP.</param>
internal sealed record UpstreamAddress(IPEndPoint EndPoint, string? TlsName);
