namespace Telos.Core.Policy;

/// <summary>Which label covers a path. Labels cover their subtree; "~/" stands for every home.</summary>
public static class LabelMatch
{
    /// <summary>The strictest label that covers the normalised <paramref name="path"/>, or null.</summary>
    public static LabelRule? Find(IEnumerable<LabelRule> labels, string path)
    {
        LabelRule? found = null;
        string[] segments = Segments(path);
        foreach (var label in labels)
        {
            if (CoveredSegments(label.Path, path, segments) > 0 && (found is null || IsStricter(label, found)))
            {
                found = label;
            }
        }

        return found;
    }

    public static bool Covers(string label, string path) => CoveredSegments(label, path) > 0;

    /// <summary>How many of the path's segments the label covers; 0 when it covers the path not at all.</summary>
    internal static int CoveredSegments(string label, string path) => CoveredSegments(label, path, Segments(path));

    private static int CoveredSegments(string label, string path, string[] pathSegments)
    {
        if (PrefixSegments(label, pathSegments) is int covered and >= 0)
        {
            return covered;
        }

        // A home is spelled "~", "/root" or "/home/NAME"; a label in one spelling covers the other two.
        if (label.StartsWith('~') && !path.StartsWith('~'))
        {
            int depth = HomeDepth(pathSegments);
            int below = depth > 0 ? PrefixSegments(WithoutFirst(label), pathSegments.AsSpan(depth)) : -1;
            return below >= 0 ? depth + below : 0;
        }

        if (!path.StartsWith('~'))
        {
            return 0;
        }

        string[] labelSegments = Segments(label);
        int labelDepth = HomeDepth(labelSegments);
        int belowHome = labelDepth > 0
            ? PrefixSegments(string.Join('/', labelSegments[labelDepth..]), pathSegments.AsSpan(1))
            : -1;
        return belowHome + 1;
    }

    // Not grantable wins, then the higher level, then the longer path, so that the order of rules is idle.
    private static bool IsStricter(LabelRule a, LabelRule b) =>
        a.Grantable != b.Grantable ? b.Grantable
        : a.Level != b.Level ? a.Level > b.Level
        : a.Path.Length > b.Path.Length;

    internal static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static int HomeDepth(string[] segments) =>
        segments is ["root", ..] ? 1 : segments is ["home", _, ..] ? 2 : 0;

    private static ReadOnlySpan<char> WithoutFirst(ReadOnlySpan<char> path)
    {
        int end = path.IndexOf('/');
        return end < 0 ? [] : path[end..];
    }

    // How many segments the label has when the path begins with them, else -1. Each rule is asked with each path: the label
    // is not taken apart for it.
    private static int PrefixSegments(ReadOnlySpan<char> label, ReadOnlySpan<string> path)
    {
        bool isAnything = false;
        int count = 0;
        foreach (Range range in label.Split('/'))
        {
            ReadOnlySpan<char> name = label[range];
            if (name.IsEmpty)
            {
                continue;
            }

            if (!isAnything)
            {
                if (count == path.Length)
                {
                    return -1;
                }

                isAnything = path[count] == "**";
                if (!isAnything && !SegmentMatches(path[count], name))
                {
                    return -1;
                }
            }

            count++;
        }

        return count;
    }

    // Shell rules: a leading dot must be written. Brackets and braces are taken to match anything: the
    // question is whether a secret could be meant, so the error goes towards refusing.
    internal static bool SegmentMatches(string pattern, ReadOnlySpan<char> name)
    {
        if (pattern.AsSpan().IndexOfAny("[{") >= 0)
        {
            return true;
        }

        if (!PathText.HasGlob(pattern))
        {
            return name.SequenceEqual(pattern);
        }

        if (name.StartsWith('.') && !pattern.StartsWith('.'))
        {
            return false;
        }

        return System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
    }
}
