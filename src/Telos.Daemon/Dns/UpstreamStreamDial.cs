using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Telos.Daemon.Dns;

/// <summary>
/// Opens a stream to a server. What stands in the way of one is no exception. The machine's authorities are the
/// certificates in /etc/ssl/certs, or where SSL_CERT_FILE and SSL_CERT_DIR say; without any, every server is refused.
/// </summary>
internal static class UpstreamStreamDial
{
    /// <param name="roots">Whom to trust instead of the machine's authorities.</param>
    public static async Task<Stream?> TryOpenAsync(
        UpstreamAddress address, X509Certificate2Collection? roots, CancellationToken limit)
    {
        Socket socket = new(address.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream stream = Stream.Null;
        try
        {
            await socket.ConnectAsync(address.EndPoint, limit).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (address.TlsName is string name)
            {
                SslStream secured = new(stream, leaveInnerStreamOpen: false);
                stream = secured;
                await secured.AuthenticateAsClientAsync(Security(name, roots), limit).ConfigureAwait(false);
            }

            return stream;
        }
        catch (Exception error)
            when (error is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            socket.Dispose();
            return null;
        }
    }

    private static SslClientAuthenticationOptions Security(string name, X509Certificate2Collection? roots)
    {
        // Fetching lists and missing certificates would need the very resolver that is being reached.
        X509ChainPolicy policy = new() { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }

        return new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = policy,
        };
    }
}
