using System.Globalization;
using System.Text.RegularExpressions;
using Telos.Core.Protocol;

namespace Telos.Fuzz.Oracles;

/// <summary>The head of a request by RFC 9112 sections 3 and 5, and our own bounds, read by regular expressions.</summary>
internal sealed partial record NaiveHead(
    HttpHeadStatus Status, string Method = "", string Target = "", string Authorization = "", int ContentLength = 0,
    int Length = 0)
{
    private const string End = "\r\n\r\n";
    private const int HeadMax = 8192;
    private const int HeadersMax = 64;

    public static NaiveHead Read(string text)
    {
        int end = text[..Math.Min(text.Length, HeadMax)].IndexOf(End, StringComparison.Ordinal);
        if (end < 0)
        {
            return new NaiveHead(text.Length >= HeadMax ? HttpHeadStatus.TooLarge : HttpHeadStatus.Incomplete);
        }

        string[] lines = text[..end].Split("\r\n");
        Match request = RequestLine().Match(lines[0]);
        return request.Success
            ? ReadHeaders(lines[1..], new NaiveHead(
                HttpHeadStatus.Ok, request.Groups[1].Value, request.Groups[2].Value, Length: end + End.Length))
            : new NaiveHead(HttpHeadStatus.BadRequestLine);
    }

    private static NaiveHead ReadHeaders(string[] lines, NaiveHead head)
    {
        Dictionary<string, string> known = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < lines.Length; i++)
        {
            Match header = Header().Match(lines[i]);
            if (i == HeadersMax || !header.Success)
            {
                return new NaiveHead(i == HeadersMax ? HttpHeadStatus.TooLarge : HttpHeadStatus.BadHeader);
            }

            string name = header.Groups[1].Value;
            string value = header.Groups[2].Value.Trim(' ', '\t');
            if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                return new NaiveHead(HttpHeadStatus.Coded);
            }

            bool isLength = name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
            bool isAuthorization = name.Equals("Authorization", StringComparison.OrdinalIgnoreCase);
            if ((isLength || isAuthorization) && !known.TryAdd(name, value))
            {
                return new NaiveHead(HttpHeadStatus.Repeated);
            }

            if (isLength && !Number().IsMatch(value))
            {
                return new NaiveHead(HttpHeadStatus.BadLength);
            }
        }

        return head with
        {
            Authorization = known.GetValueOrDefault("Authorization", ""),
            ContentLength = int.Parse(known.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture),
        };
    }

    [GeneratedRegex(@"\A([A-Z]{1,16}) (/[!-~]*) HTTP/1\.[01]\z")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"\A([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([^\x00-\x08\x0a-\x1f\x7f]*)\z")]
    private static partial Regex Header();

    [GeneratedRegex(@"\A[0-9]{1,9}\z")]
    private static partial Regex Number();
}
