using System.Text;

namespace Telos.Core.Policy;

/// <summary>
/// A name that agents may not write, wherever it stands and whether or not it exists yet. An empty Parent is any.
/// </summary>
public sealed record NameRule(string Parent, string Name)
{
    /// <summary>The kernel keeps 32 bytes of a component, the terminator among them.</summary>
    public const int ComponentBytesMax = 31;

    private const string AnyDirectory = "**/";
    private const string ExampleEnding = ".sample";

    /// <summary>As it stands in policy.yaml.</summary>
    public string Pattern => AnyDirectory + (Parent.Length > 0 ? $"{Parent}/{Name}" : Name);

    /// <summary>Reads "**/NAME" or "**/PARENT/NAME".</summary>
    public static bool TryParse(string pattern, out NameRule rule, out string error)
    {
        rule = new NameRule("", "");
        if (!pattern.StartsWith(AnyDirectory, StringComparison.Ordinal))
        {
            error = $"\"{pattern}\" does not start with **/: it is a name that counts in every directory";
            return false;
        }

        string[] components = pattern[AnyDirectory.Length..].Split('/');
        error = components.Length > 2
                ? $"\"{pattern}\" has more than a parent and a name: leave the outer directories out"
            : components[^1].EndsWith(ExampleEnding, StringComparison.Ordinal)
                ? $"\"{pattern}\" is an example by its ending, which the kernel lets agents write"
            : components.Select(Fault).FirstOrDefault(fault => fault.Length > 0) ?? "";
        if (error.Length > 0)
        {
            return false;
        }

        rule = new NameRule(components.Length == 2 ? components[0] : "", components[^1]);
        return true;
    }

    private static string Fault(string component) =>
        component is "" or "." or ".." ? "a name between the slashes is missing"
        : component.AsSpan().IndexOfAny("*?[{") >= 0 ? $"\"{component}\" holds a wildcard: write the whole name"
        : component.Contains('\0', StringComparison.Ordinal) ? "a name holds no NUL"
        : Encoding.UTF8.GetByteCount(component) > ComponentBytesMax
            ? $"\"{component}\" is longer than {ComponentBytesMax} bytes"
        : "";
}
