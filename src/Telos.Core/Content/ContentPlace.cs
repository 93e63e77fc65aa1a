namespace Telos.Core.Content;

/// <summary>A place in a text.</summary>
/// <param name="Offset">In UTF-16 units of the decoded text.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
/// <param name="Path">Of the JSON value: $.items[2].text; null for what is no JSON.</param>
public sealed record ContentPlace(int Offset, int Line, int Column, string? Path);
