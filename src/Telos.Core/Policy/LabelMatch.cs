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
        string[] labelSegments = Segments(label);
        if (IsPrefix(labelSegments, pathSegments))
        {
            return labelSegments.Length;
        }

        // A home is spelled "~", "/root" or "/home/NAME"; a label in one spelling covers the other two.
        if (label.StartsWith('~') && !path.StartsWith('~'))
        {
            int depth = HomeDepth(pathSegments);
            return depth > 0 && IsPrefix(labelSegments.AsSpan(1), pathSegments.AsSpan(depth))
                ? depth + labelSegments.Length - 1
                : 0;
        }

        int labelDepth = path.StartsWith('~') ? HomeDepth(labelSegments) : 0;
        return labelDepth > 0 && IsPrefix(labelSegments.AsSpan(labelDepth), pathSegments.AsSpan(1))
            ? labelSegments.Length - labelDepth + 1
            : 0;
    }

    // Not grantable wins, then the higher level, then the longer path, so that the order of rules is idle.
    private static bool IsStricter(LabelRule a, LabelRule b) =>
        a.Grantable != b.Grantable ? b.Grantable
        : a.Level != b.Level ? a.Level > b.Level
        : a.Path.Length > b.Path.Length;

    internal static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static int HomeDepth(string[] segments) =>
        segments is ["root", ..] ? 1 : segments is ["home", _, ..] ? 2 : 0;

    private static bool IsPrefix(ReadOnlySpan<string> label, ReadOnlySpan<string> path)
    {
        for (int i = 0; i < label.Length; i++)
        {
            if (i == path.Length)
            {
                return false;
            }

            if (path[i] == "**")
            {
                return true;
            }

            if (!SegmentMatches(path[i], label[i]))
            {
                return false;
            }
        }

        return true;
    }

    // Shell rules: a leading dot must be written. Brackets and braces are taken to match anything: the
    // question is whether a secret could be meant, so the error goes towards refusing.
    internal static bool SegmentMatches(string pattern, string name)
    {
        if (pattern.AsSpan().IndexOfAny("[{") >= 0)
        {
            return true;
        }

        if (!PathText.HasGlob(pattern))
        {
            return pattern == name;
        }

        if (name.StartsWith('.') && !pattern.StartsWith('.'))
        {
            return false;
        }

        return System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
    }
}
