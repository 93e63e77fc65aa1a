namespace Telos.Core.Setup;

/// <summary>A header, or a key with its value.</summary>
/// <param name="Path">From the root, the table's own name included.</param>
/// <param name="IsInline">Whether it stands between the braces of another item's value.</param>
/// <param name="Value">A string decoded; an array's strings decoded; null for any other value, or an array of such.</param>
internal sealed record TomlItem(TomlKind Kind, string[] Path, int Start, int End, bool IsInline, string[]? Value)
{
    public bool IsAt(ReadOnlySpan<string> path) => Path.AsSpan().SequenceEqual(path);

    public bool IsWithin(ReadOnlySpan<string> path) => Path.AsSpan().StartsWith(path);
}
