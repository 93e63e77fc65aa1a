namespace Telos.Core.Protocol;

/// <summary>How often a wish was not followed for one reason.</summary>
public sealed record BlockRefusals(string Result, long Count);
