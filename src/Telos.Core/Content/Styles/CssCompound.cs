namespace Telos.Core.Content.Styles;

/// <summary>What one element has to be: p.note#x.</summary>
/// <param name="IsChild">It is the parent of what stands behind it, not any ancestor.</param>
internal sealed record CssCompound(
    string? Tag, string? Id, IReadOnlyList<string> Classes, string? Attribute, string? Value, bool IsChild)
{
    public int Specificity =>
        (Id is null ? 0 : 1 << 8) + (Classes.Count << 4) + (Attribute is null ? 0 : 1 << 4) + (Tag is null ? 0 : 1);

    /// <summary>By what a rule is found: the rarest of what its last element has to be.</summary>
    public string Key => Id is not null ? $"#{Id}" : Classes.Count > 0 ? $".{Classes[0]}" : Tag ?? "*";
}
