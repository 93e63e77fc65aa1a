namespace Telos.Core.Content;

/// <summary>How bad it is for an agent to read a text (docs/BROWSER.md).</summary>
public enum ContentLevel
{
    /// <summary>Nothing was found, and nobody has verified what it says.</summary>
    Low,

    /// <summary>Prose hidden in a way in which honest pages hide none, one kind of sign alone, or not all was read.</summary>
    Medium,

    /// <summary>Instructions aimed at agents, where people see them.</summary>
    High,

    /// <summary>The same, hidden.</summary>
    Critical,
}
