using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Telos.Core.Protocol;

/// <summary>The head of an HTTP/1.x request (RFC 9112 section 3 and 5), as much of it as is used. Borrows its bytes.</summary>
public readonly ref struct HttpRequestHead
{
    private const int MethodBytesMax = 16;
    private const int LengthDigitsMax = 9;

    // RFC 9110 section 5.6.2
    private static readonly SearchValues<byte> s_token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // All of ASCII's but the tab.
    private static readonly SearchValues<byte> s_control = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, .. Enumerable.Range(10, 22).Select(code => (byte)code), 127]);

    private static readonly SearchValues<byte> s_upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    public ReadOnlySpan<byte> Method { get; private init; }

    public ReadOnlySpan<byte> Target { get; private init; }

    /// <summary>Empty when there is none.</summary>
    public ReadOnlySpan<byte> Authorization { get; private init; }

    /// <summary>0 when there is none.</summary>
    public int ContentLength { get; private init; }

    /// <summary>Bytes before the body.</summary>
    public int Length { get; private init; }

    public static HttpHeadStatus TryParse(ReadOnlySpan<byte> bytes, out HttpRequestHead head)
    {
        head = default;
        ReadOnlySpan<byte> window = bytes[..Math.Min(bytes.Length, HttpLimits.HeadBytesMax)];
        int end = window.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return bytes.Length >= HttpLimits.HeadBytesMax ? HttpHeadStatus.TooLarge : HttpHeadStatus.Incomplete;
        }

        ReadOnlySpan<byte> lines = bytes[..end];
        int length = LineLength(lines);
        if (!TryReadRequestLine(lines[..length], out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target))
        {
            return HttpHeadStatus.BadRequestLine;
        }

        HttpHeadStatus status = ReadHeaders(Behind(lines, length), out ReadOnlySpan<byte> authorization, out int contentLength);
        if (status != HttpHeadStatus.Ok)
        {
            return status;
        }

        head = new HttpRequestHead
        {
            Method = method,
            Target = target,
            Authorization = authorization,
            ContentLength = contentLength,
            Length = end + 4,
        };
        return HttpHeadStatus.Ok;
    }

    private static int LineLength(ReadOnlySpan<byte> lines)
    {
        int end = lines.IndexOf("\r\n"u8);
        return end < 0 ? lines.Length : end;
    }

    private static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> lines, int lineLength) =>
        lines[Math.Min(lines.Length, lineLength + 2)..];

    private static bool TryReadRequestLine(
        ReadOnlySpan<byte> line, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target)
    {
        method = default;
        target = default;
        int first = line.IndexOf((byte)' ');
        int last = line.LastIndexOf((byte)' ');
        if (first is <= 0 or > MethodBytesMax || last == first
            || !(line[(last + 1)..].SequenceEqual("HTTP/1.1"u8) || line[(last + 1)..].SequenceEqual("HTTP/1.0"u8)))
        {
            return false;
        }

        method = line[..first];
        target = line[(first + 1)..last];
        return !method.ContainsAnyExcept(s_upper) && target.Length > 0 && target[0] == (byte)'/'
            && !target.ContainsAnyExceptInRange((byte)'!', (byte)'~');
    }

    private static HttpHeadStatus ReadHeaders(
        ReadOnlySpan<byte> lines, out ReadOnlySpan<byte> authorization, out int contentLength)
    {
        authorization = default;
        contentLength = 0;
        bool hasLength = false;
        bool hasAuthorization = false;
        for (int count = 0; lines.Length > 0; count++)
        {
            if (count == HttpLimits.HeadersMax)
            {
                return HttpHeadStatus.TooLarge;
            }

            ReadOnlySpan<byte> line = lines[..LineLength(lines)];
            lines = Behind(lines, line.Length);
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(s_token))
            {
                return HttpHeadStatus.BadHeader;
            }

            ReadOnlySpan<byte> value = line[(colon + 1)..].Trim(" \t"u8);
            if (value.ContainsAny(s_control))
            {
                return HttpHeadStatus.BadHeader;
            }

            if (Ascii.EqualsIgnoreCase(line[..colon], "transfer-encoding"u8))
            {
                return HttpHeadStatus.Coded;
            }

            bool isLength = Ascii.EqualsIgnoreCase(line[..colon], "content-length"u8);
            bool isAuthorization = Ascii.EqualsIgnoreCase(line[..colon], "authorization"u8);
            if ((isLength && hasLength) || (isAuthorization && hasAuthorization))
            {
                return HttpHeadStatus.Repeated;
            }

            if (isLength && !TryReadLength(value, out contentLength))
            {
                return HttpHeadStatus.BadLength;
            }

            hasLength |= isLength;
            hasAuthorization |= isAuthorization;
            authorization = isAuthorization ? value : authorization;
        }

        return HttpHeadStatus.Ok;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> value, out int length)
    {
        length = 0;
        return value.Length is > 0 and <= LengthDigitsMax && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(value, out length, out _);
    }
}
