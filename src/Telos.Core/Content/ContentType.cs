namespace Telos.Core.Content;

/// <summary>What a text is read as.</summary>
public enum ContentType
{
    Html,
    Markdown,
    Text,
    Json,
}
