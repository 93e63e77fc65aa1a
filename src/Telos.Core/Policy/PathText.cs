namespace Telos.Core.Policy;

/// <summary>
/// Lexical normal form of a path: "." and "//" vanish, ".." takes its parent away. Symbolic links are the
/// kernel's business: labels and grants are bound to files, so a link cannot rename a secret.
/// </summary>
public static class PathText
{
    /// <summary>PATH_MAX of linux/limits.h.</summary>
    public const int LengthMax = 4096;

    public static PathStatus TryNormalise(string text, out string path)
    {
        path = "";
        if (text.Length > LengthMax)
        {
            return PathStatus.TooLong;
        }

        text = ExpandHomeVariable(text);
        bool isHome = text == "~" || text.StartsWith("~/", StringComparison.Ordinal);
        string root = text.StartsWith('/') ? "/" : isHome ? "~" : "";
        if (root.Length == 0)
        {
            return text.StartsWith('~') ? PathStatus.NamedHome : PathStatus.NotRooted;
        }

        var segments = new List<string>();
        foreach (string segment in text[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
            {
                if (segments.Count == 0)
                {
                    return PathStatus.ClimbsAboveRoot;
                }

                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment != ".")
            {
                segments.Add(segment);
            }
        }

        string joined = string.Join('/', segments);
        path = root == "/" ? "/" + joined : joined.Length == 0 ? "~" : "~/" + joined;
        return PathStatus.Ok;
    }

    /// <summary>"~name/rest" as the path that it means on Debian; used to judge it, never to grant
    /// it.</summary>
    public static string GuessNamedHome(string text)
    {
        string rest = text[1..];
        bool isRoot = rest == "root" || rest.StartsWith("root/", StringComparison.Ordinal);
        return isRoot ? "/" + rest : "/home/" + rest;
    }

    public static bool HasGlob(string path) => path.AsSpan().IndexOfAny("*?[{") >= 0;

    /// <summary>"$HOME" in front as "~"; all else as it is.</summary>
    public static string ExpandHomeVariable(string text)
    {
        foreach (string variable in (ReadOnlySpan<string>)["$HOME", "${HOME}"])
        {
            if (text == variable || text.StartsWith(variable + "/", StringComparison.Ordinal))
            {
                return string.Concat("~", text.AsSpan(variable.Length));
            }
        }

        return text;
    }
}
