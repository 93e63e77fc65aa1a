using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Telos.Daemon.Adjudication;

/// <summary>POST of JSON to an address of the operator's: a time, a length, no redirects, no proxy, no cookies.</summary>
internal sealed class BoundedPost : IDisposable
{
    private const int ResponseBytesMax = 64 * 1024;

    private readonly int _timeoutMs;
    private readonly HttpClient _client;

    /// <param name="socketPath">A unix socket to connect to, whatever the address says; null: by TCP.</param>
    public BoundedPost(int timeoutMs, string? socketPath = null)
    {
        _timeoutMs = timeoutMs;
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        if (socketPath is string path)
        {
            handler.ConnectCallback = (_, stop) => ConnectAsync(path, stop);
        }

        // The time is counted here, over connecting, sending and the whole response.
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = ResponseBytesMax };
    }

    public void Dispose() => _client.Dispose();

    /// <returns>The body of a response 2xx; null, and why in words, when there is none.</returns>
    public async Task<(byte[]? Body, string Cause)> SendAsync(Uri address, byte[] json)
    {
        using CancellationTokenSource late = new(_timeoutMs);
        using ByteArrayContent content = new(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using HttpResponseMessage response = await _client.PostAsync(address, content, late.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadAsByteArrayAsync(late.Token).ConfigureAwait(false), "")
                : (null, $"answered {(int)response.StatusCode}");
        }
        catch (OperationCanceledException)
        {
            return (null, $"no answer within {_timeoutMs} ms");
        }
        catch (HttpRequestException error)
        {
            return (null, (error.InnerException ?? error).Message);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken stop)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }
}
