using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>What an HTTP port serves, on several threads at once.</summary>
internal interface IHttpSite
{
    /// <summary>Before a body is waited for. Null: it may come.</summary>
    public HttpAnswer? Judge(in HttpRequestHead head);

    /// <summary>Of a request that was judged and is whole.</summary>
    public HttpAnswer Answer(in HttpRequestHead head, ReadOnlySpan<byte> body);
}
