using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Telos.Core.Domains;

/// <summary>Reads the list's own format (https://github.com/publicsuffix/list/wiki/Format).</summary>
public static class PublicSuffixList
{
    private const int ReadBufferBytes = 1 << 12;
    private const string BeginPrivate = "// ===BEGIN PRIVATE DOMAINS===";
    private const string VersionMark = "// VERSION: ";

    /// <exception cref="InvalidDataException">A line is no rule, or the list has no rules or no version.</exception>
    public static PublicSuffixes Read(Stream list, HashKey key)
    {
        IdnMapping punycode = new();
        Dictionary<ulong, SuffixRule> rules = new(1 << 14);
        (string version, bool isPrivate, int count) = ("", false, 0);
        LineScan lines = new(list, new byte[ReadBufferBytes]);
        while (lines.MoveNext())
        {
            string line = Encoding.UTF8.GetString(lines.Line);
            if (line.StartsWith(VersionMark, StringComparison.Ordinal))
            {
                version = line[VersionMark.Length..].Trim();
            }

            isPrivate |= line.StartsWith(BeginPrivate, StringComparison.Ordinal);
            int end = line.AsSpan().IndexOfAny(" \t\r");
            string rule = end < 0 ? line : line[..end];
            if (rule.Length == 0 || rule.StartsWith("//", StringComparison.Ordinal))
            {
                continue;
            }

            if (lines.TooLong || !TryAdd(rules, key, rule, isPrivate, punycode))
            {
                throw new InvalidDataException($"public suffix list, line {lines.Number}: not a rule: {rule}");
            }

            count++;
        }

        return count > 0 && version.Length > 0
            ? new PublicSuffixes(key, rules, count, version)
            : throw new InvalidDataException("public suffix list: no rules, or no VERSION line");
    }

    private static bool TryAdd(
        Dictionary<ulong, SuffixRule> rules, HashKey key, string rule, bool isPrivate, IdnMapping punycode)
    {
        (string text, SuffixRule flag) = rule switch
        {
            ['!', ..] => (rule[1..], SuffixRule.Exception),
            ['*', '.', ..] => (rule[2..],
                (isPrivate ? SuffixRule.PrivateWildcard : SuffixRule.IcannWildcard) | SuffixRule.Deeper),
            _ => (rule, isPrivate ? SuffixRule.Private : SuffixRule.Icann),
        };
        Span<byte> name = stackalloc byte[DomainLine.NameLengthMax];
        string ascii = Ascii.IsValid(text) ? text : punycode.GetAscii(text);
        if (DomainLine.Parse(Encoding.ASCII.GetBytes(ascii), name, out int length) != DomainLineStatus.Name)
        {
            return false;
        }

        SuffixWalk walk = new(name[..length], key);
        while (walk.MoveNext())
        {
            ref SuffixRule known = ref CollectionsMarshal.GetValueRefOrAddDefault(rules, walk.Hash, out _);
            known |= walk.Offset == 0 ? flag : SuffixRule.Deeper;
        }

        return true;
    }
}
