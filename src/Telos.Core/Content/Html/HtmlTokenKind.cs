namespace Telos.Core.Content.Html;

internal enum HtmlTokenKind
{
    End,
    Text,
    StartTag,
    EndTag,

    /// <summary>Also what a browser reads as one: CDATA, processing instructions, end tags without a name.</summary>
    Comment,

    /// <summary>A tag that the end of the text cuts off: a browser drops it, another reader may not.</summary>
    Unfinished,
}
