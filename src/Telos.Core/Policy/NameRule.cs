namespace Telos.Core.Policy;

/// <summary>
/// A name that agents may not write, wherever it stands and whether or not it exists yet. An empty Parent is any; a
/// Name "*.end" is every file with that last extension. Both are shorter than the kernel's 32 bytes.
/// </summary>
public sealed record NameRule(string Parent, string Name)
{
    /// <summary>The kernel keeps 32 bytes of a component, the terminator among them.</summary>
    public const int ComponentBytesMax = 31;

    private const string AnyDirectory = "**/";

    /// <summary>Reads "**/NAME", "**/PARENT/NAME" or "**/PARENT/*.ext".</summary>
    public static bool TryParse(string pattern, out NameRule rule, out string error)
    {
        rule = new NameRule("", "");
        error = "";
        if (!pattern.StartsWith(AnyDirectory, StringComparison.Ordinal))
        {
            error = $"\"{pattern}\" does not start with **/: it is a name that counts in every directory";
            return false;
        }

        string[] components = pattern[AnyDirectory.Length..].Split('/');
        string name = components[^1];
        bool isExtension = name.StartsWith("*.", StringComparison.Ordinal);
        string parent = components.Length == 2 ? components[0] : "";
        error = components.Length > 2
                ? $"\"{pattern}\" has more than a parent and a name: leave the outer directories out"
            : isExtension && parent.Length == 0
                ? $"\"{pattern}\" would cover files everywhere: put the directory's name in front of it"
            : isExtension && name.LastIndexOf('.') != 1
                ? $"\"{pattern}\": only the last extension counts, so write one dot"
            : components.Select(c => Fault(c, isExtension && c == name)).FirstOrDefault(f => f.Length > 0) ?? "";
        rule = error.Length == 0 ? new NameRule(parent, name) : rule;
        return error.Length == 0;
    }

    private static string Fault(string component, bool isExtension)
    {
        string plain = isExtension ? component[2..] : component;
        return plain is "" or "." or ".." ? "a name between the slashes is missing"
            : plain.AsSpan().IndexOfAny("*?[{") >= 0 ? $"\"{component}\": a star may only stand in *.ext at the end"
            : plain.Contains('\0', StringComparison.Ordinal) ? "a name holds no NUL"
            : System.Text.Encoding.UTF8.GetByteCount(component) > ComponentBytesMax
                ? $"\"{component}\" is longer than {ComponentBytesMax} bytes"
            : "";
    }
}
