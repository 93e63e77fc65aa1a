using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Telos.Core.Intent;

/// <summary>What a single word looks like: URL, address, host, path, file name, number or plain
/// word.</summary>
internal static class TokenShape
{
    // Endings of file names. Some are top-level domains too (sh, py, md, rs, zip); without a scheme or a port
    // the file is meant far more often, and reading a host as a file grants less.
    private static readonly FrozenSet<string> s_fileEndings = WordSets.Set(
        "txt log csv tsv json jsonl xml yaml yml toml ini conf cfg md rst html htm css js mjs ts tsx"
        + " jsx py pyc sh bash zsh rb pl php lua go rs c h cc cpp hpp cs java jar kt swift sql db sqlite"
        + " gz tgz bz2 xz zst zip tar 7z rar deb rpm pdf doc docx xls xlsx ppt pptx odt png jpg jpeg gif"
        + " svg mp3 mp4 wav avi mkv iso img bin exe so o a out pem key crt cer env lock tmp bak old"
        + " patch diff tex ipynb parquet service ps");

    private static readonly FrozenSet<string> s_genericDomains = WordSets.Set(
        "com org net edu gov mil int info biz name pro dev app cloud xyz online site tech store shop"
        + " blog page web wiki news live software systems network digital agency email space world zone"
        + " test example invalid local localhost internal lan home corp arpa museum travel jobs mobi"
        + " asia onion link click top vip");

    /// <summary>Longer endings than this are none that a table would name.</summary>
    public const int EndingLengthMax = 5;

    private static readonly SearchValues<char> s_addressCharacters =
        SearchValues.Create("0123456789abcdefABCDEF:.");

    public static TokenKind Of(string text, string previousWord)
    {
        if (text.Contains("://", StringComparison.Ordinal))
        {
            return TokenKind.Url;
        }

        if (text.Length > 1 && text[0] == '-' && !char.IsAsciiDigit(text[1]))
        {
            return TokenKind.Flag;
        }

        if (IsRooted(text))
        {
            return text.Length > 1 || WordSets.TargetLeads.Contains(previousWord)
                || previousWord is "of" or "from"
                ? TokenKind.Path
                : TokenKind.Word;
        }

        if (IsAddress(text))
        {
            return TokenKind.Address;
        }

        if (IsNumber(text))
        {
            return TokenKind.Number;
        }

        if (text.IndexOf('@', StringComparison.Ordinal) > 0)
        {
            return TokenKind.Remote;
        }

        if (IsHost(text, previousWord))
        {
            return TokenKind.Host;
        }

        return IsFile(text) ? TokenKind.File : TokenKind.Word;
    }

    public static bool IsRooted(string text) => text.StartsWith('/') || text.StartsWith('~')
        || text.StartsWith("$HOME/", StringComparison.Ordinal)
        || text.StartsWith("${HOME}/", StringComparison.Ordinal);

    /// <summary>What follows the last dot of a name, in lower case; empty when that is no ending.</summary>
    public static string EndingOf(string text)
    {
        int dot = text.LastIndexOf('.');
        var ending = text.AsSpan(dot + 1);
        return dot < 0 || ending.Length is 0 or > EndingLengthMax || ending.ContainsAny("/*?[{")
            ? ""
            : ending.ToString().ToLowerInvariant();
    }

    public static bool IsStrictIPv4(ReadOnlySpan<char> text)
    {
        int parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            bool isCanonical = part.Length is >= 1 and <= 3 && (part.Length == 1 || part[0] != '0');
            if (!isCanonical || part.ContainsAnyExceptInRange('0', '9')
                || int.Parse(part, CultureInfo.InvariantCulture) > 255)
            {
                return false;
            }

            parts++;
        }

        return parts == 4;
    }

    public static bool IsIPv6(ReadOnlySpan<char> text) => text.Count(':') >= 2
        && !text.ContainsAnyExcept(s_addressCharacters)
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsAddress(string text)
    {
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']', StringComparison.Ordinal);
            return close > 0 && IsIPv6(text.AsSpan(1, close - 1));
        }

        int end = text.AsSpan().IndexOfAny(":/");
        return IsStrictIPv4(end < 0 ? text : text.AsSpan(0, end)) || IsIPv6(BeforeSlash(text));
    }

    private static ReadOnlySpan<char> BeforeSlash(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? text : text.AsSpan(0, slash);
    }

    private static bool IsNumber(string text)
    {
        bool hasTransport = text.EndsWith("/tcp", StringComparison.OrdinalIgnoreCase)
            || text.EndsWith("/udp", StringComparison.OrdinalIgnoreCase);
        var digits = text.AsSpan(0, hasTransport ? text.Length - 4 : text.Length);
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsHost(string text, string previousWord)
    {
        var name = BeforeSlash(text);
        int colon = name.IndexOf(':');
        bool hasPort = colon > 0 && colon < name.Length - 1
            && !name[(colon + 1)..].ContainsAnyExceptInRange('0', '9');
        if (colon >= 0 && !hasPort)
        {
            return false;
        }

        name = hasPort ? name[..colon] : name;
        name = name.EndsWith(".") ? name[..^1] : name;
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!IsHostShaped(name))
        {
            return false;
        }

        int dot = name.LastIndexOf('.');
        if (dot < 0)
        {
            return hasPort && WordSets.HostLeads.Contains(previousWord);
        }

        string ending = name[(dot + 1)..].ToString().ToLowerInvariant();
        if (ending.Length < 2 || char.IsAsciiDigit(ending[0]) || (s_fileEndings.Contains(ending) && !hasPort))
        {
            return false;
        }

        return hasPort || ending.Length == 2 || s_genericDomains.Contains(ending)
            || ending.StartsWith("xn--", StringComparison.Ordinal) || !System.Text.Ascii.IsValid(name)
            || WordSets.HostLeads.Contains(previousWord);
    }

    // Letters beyond ASCII pass: the judge refuses them with a reason instead of overlooking the name.
    private static bool IsHostShaped(ReadOnlySpan<char> name)
    {
        if (name.Length is < 2 or > 253 || name[0] is '.' or '-')
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_' or '\u3002' or '\uFF0E' or '\uFF61'))
            {
                return false;
            }
        }

        return name.IndexOf("..") < 0;
    }

    private static bool IsFile(string text)
    {
        if (text.StartsWith("./", StringComparison.Ordinal)
            || text.StartsWith("../", StringComparison.Ordinal)
            || text == "..")
        {
            return true;
        }

        int dot = text.LastIndexOf('.');
        bool hasEnding = dot >= 0 && dot < text.Length - 1
            && s_fileEndings.Contains(text[(dot + 1)..].ToLowerInvariant());
        return hasEnding || (text.Contains('/', StringComparison.Ordinal) && dot > 0);
    }
}
