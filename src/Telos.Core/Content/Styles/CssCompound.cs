namespace Telos.Core.Content.Styles;

/// <summary>What one element has to be: p.note#x.</summary>
internal sealed class CssCompound(
    string? tag, string? id, IReadOnlyList<string> classes, string? attribute, string? value)
{
    public string? Tag { get; } = tag;

    public string? Id { get; } = id;

    public IReadOnlyList<string> Classes { get; } = classes;

    public string? Attribute { get; } = attribute;

    public string? Value { get; } = value;

    /// <summary>What is around it.</summary>
    public CssCompound? Outer { get; set; }

    /// <summary>It is the parent of what stands behind it, not any ancestor.</summary>
    public bool IsChild { get; set; }

    public int Specificity =>
        (Id is null ? 0 : 1 << 8) + (Classes.Count << 4) + (Attribute is null ? 0 : 1 << 4) + (Tag is null ? 0 : 1);

    /// <summary>By what a rule is found: the rarest of what its last element has to be.</summary>
    public string Key => Id is not null ? $"#{Id}" : Classes.Count > 0 ? $".{Classes[0]}" : Tag ?? "*";
}
