namespace Telos.Core.Policy;

/// <summary>What opens a write area.</summary>
public enum WriteBy
{
    /// <summary>That it is one.</summary>
    Area,

    /// <summary>A grant: the intent names the path, or it is the workspace.</summary>
    Grant,
}
