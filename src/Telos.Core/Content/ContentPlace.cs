namespace Telos.Core.Content;

/// <summary>A place in a text.</summary>
/// <param name="offset">In UTF-16 units of the decoded text.</param>
/// <param name="line">From 1.</param>
/// <param name="column">From 1, in UTF-16 units.</param>
/// <param name="path">Of the JSON value: $.items[2].text; null for what is no JSON.</param>
public sealed class ContentPlace(int offset, int line, int column, string? path)
{
    public int Offset { get; } = offset;

    public int Line { get; } = line;

    public int Column { get; } = column;

    public string? Path { get; } = path;
}
