using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Telos.Core.Protocol;

namespace Telos.Daemon.Sockets;

/// <summary>An answer over HTTP.</summary>
internal sealed record HttpAnswer(int Status, byte[] Body, string ContentType = HttpAnswer.Json)
{
    private const string Json = "application/json";
    private const int Unauthorized = 401;

    public static HttpAnswer Of<T>(int status, T value, JsonTypeInfo<T> type) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static HttpAnswer Fault(int status, string error) => Of(status, new HttpFault(error), ProtocolJson.Default.HttpFault);

    /// <summary>Of a head that cannot be answered.</summary>
    public static HttpAnswer Of(HttpHeadStatus status) => status switch
    {
        HttpHeadStatus.TooLarge => Fault(
            431, $"the request's head has more than {HttpLimits.HeadBytesMax} bytes or {HttpLimits.HeadersMax} headers"),
        HttpHeadStatus.Coded => Fault(411, "send Content-Length, not Transfer-Encoding"),
        HttpHeadStatus.BadRequestLine => Fault(400, "the first line is not METHOD /PATH HTTP/1.1"),
        HttpHeadStatus.BadLength => Fault(400, "Content-Length is no number"),
        HttpHeadStatus.Repeated => Fault(400, "Content-Length or Authorization stands there twice"),
        _ => Fault(400, "a header is malformed"),
    };

    public byte[] ToBytes()
    {
        string challenge = Status == Unauthorized ? "WWW-Authenticate: Bearer\r\n" : "";
        string head = $"HTTP/1.1 {Status} {Phrase(Status)}\r\nContent-Type: {ContentType}\r\n{challenge}"
            + $"Content-Length: {Body.Length}\r\nConnection: close\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. Body];
    }

    private static string Phrase(int status) => status switch
    {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        _ => "Service Unavailable",
    };
}
