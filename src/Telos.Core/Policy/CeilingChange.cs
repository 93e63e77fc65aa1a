namespace Telos.Core.Policy;

/// <summary>One line between two ceilings.</summary>
public sealed record CeilingChange(CeilingDirection Direction, string Key, string Text);
